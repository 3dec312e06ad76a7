import assert from "node:assert/strict";
import { brokenLaw } from "./law.ts";
import { fuse, rename, type Rule, split } from "./rule.ts";
import { add } from "./term/add.ts";
import { concat } from "./term/concat.ts";
import { unflatten } from "./term/flatten.ts";
import { permute } from "./term/permute.ts";
import { stack } from "./term/stack.ts";

const VARIABLES = ["layer", "expert"];

Deno.test("brokenLaw() finds nothing wrong with rules that can be read in both directions", () => {
  const rules = [
    rename("a.{layer}", "b.{layer}"),
    fuse("a.{layer}", stack("expert", concat(0, ["g.{layer}.{expert}", "u.{layer}.{expert}"]))),
    split(concat(0, ["q", "k"]), "qkv"),
  ];
  for (const rule of rules) assert.equal(brokenLaw(rule, VARIABLES), undefined);
});

const BROKEN: readonly [why: RegExp, rule: Rule][] = [
  [/neither side/, { layout: concat(0, ["a", "b"]), hf: concat(0, ["c", "d"]) }],
  [/lacks \{expert\}/, fuse("a", stack("expert", "b"))],
  [/lacks \{layer\}/, fuse("a.{layer}", concat(0, ["b.{layer}", "c"]))],
  [/has \{expert\}, which/, rename("a.{layer}", "b.{layer}.{expert}")],
  [/already has a value/, fuse("a.{layer}", stack("layer", "b.{layer}"))],
  [/twice/, fuse("a", concat(0, ["b", "b"]))],
  [/twice/, rename("a.{layer}.{layer}", "b.{layer}")],
  [/does not count/, rename("a.{head}", "b.{head}")],
  [/not a name/, rename("a..b", "c")],
  [/not a name/, rename("a.x{layer}", "c.{layer}")],
  [/order of dimensions/, fuse("a", permute([0, 0], "b"))],
  [/order of dimensions/, fuse("a", permute([1, 2], "b"))],
  [/at most one/, fuse("a", unflatten(0, [-1, -1], "b"))],
  [/no parts/, fuse("a", concat(0, []))],
  [/2 parts has 1 sizes/, fuse("a", concat(0, ["b", "c"], [1]))],
  [/cannot be undone/, fuse("a", add(Infinity, "b"))],
];

for (const [why, rule] of BROKEN) {
  Deno.test(`brokenLaw() refuses ${JSON.stringify(rule)}`, () => {
    assert.match(brokenLaw(rule, VARIABLES) ?? "", why);
  });
}
