import assert from "node:assert/strict";
import { OptionError } from "../errors.ts";
import { globMatcher } from "./glob.ts";

const FACTS: readonly [glob: string, fits: readonly string[], not: readonly string[]][] = [
  ["*", ["", "a", "a.b", "a/b", ".a", "a\nb"], []],
  ["*.weight", ["a.weight", "a/b.weight", ".weight"], ["a.weights", "aweight"]],
  ["l.?.w", ["l.1.w", "l.é.w", "l.😀.w"], ["l.12.w"]],
  ["l.{0..15}.w", ["l.0.w", "l.12.w", "l.15.w"], ["l.16.w", "lx1.w", "l.01.w"]],
  ["l.{10..31}.*", ["l.10.w", "l.31.w"], ["l.0.w", "l.1.w", "l.3.w"]],
  ["l.{1..9..2}.w", ["l.1.w", "l.9.w"], ["l.2.w", "l.10.w"]],
  ["l.{0..3,7}.w", ["l.2.w", "l.7.w"], ["l.4.w", "l.37.w"]],
  ["{q,k}_proj.*", ["q_proj.w", "k_proj.b"], ["v_proj.w"]],
  ["{*.q,k.?}.w", ["a.b.q.w", "k.1.w"], ["k.w"]],
  ["a.{layer}.w", ["a.{layer}.w"], ["a.layer.w"]],
  ["!a(b)[c]+$", ["!a(b)[c]+$"], ["b"]],
];

for (const [glob, fits, not] of FACTS) {
  Deno.test(`globMatcher(${JSON.stringify(glob)})`, () => {
    const matches = globMatcher(glob);
    for (const name of fits) assert(matches(name), name);
    for (const name of not) assert(!matches(name), name);
  });
}

Deno.test("globMatcher() refuses a range that is empty or without end", () => {
  for (const glob of ["l.{3..1}.w", "l.{0..999999999}.w"]) {
    assert.throws(() => globMatcher(glob), OptionError);
  }
});
