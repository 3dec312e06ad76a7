import assert from "node:assert/strict";
import { PluginError } from "../errors.ts";
import { toy } from "../testing/toy_plugin.ts";
import { definePlugin, readPlugin } from "./define_plugin.ts";
import type { Plugin } from "./plugin.ts";

const plain = JSON.parse(JSON.stringify(toy));

/** The toy's data with one thing in it set to something else. */
function changed([path, value]: Change): Plugin {
  const plugin = structuredClone(plain);
  const parent = path.slice(0, -1).reduce((at, key) => at[key], plugin);
  parent[path.at(-1)!] = value;
  return plugin;
}

type Change = readonly [path: readonly (string | number)[], value: unknown];

Deno.test("definePlugin() gives back plain data, frozen to the bottom", () => {
  assert.deepEqual(definePlugin(plain), plain);
  assert(Object.isFrozen(toy.layouts["fused"]!.rules[0]));
});

const FUSED = ["layouts", "fused", "rules", 0];

const REFUSED: readonly [why: RegExp, change: Change][] = [
  [/name/, [["name"], "../evil"]],
  [/version/, [["version"], "one"]],
  [/model_type/, [["serves", "model_type"], []]],
  [/tensors/, [["tensors", "embed.weight", "shape"], [() => 1]]],
  [/tensors/, [["tensors", "embed.weight", "shape"], [NaN]]],
  [/extra/, [["extra"], 1]],
  [/refuses/, [["refuses"], [{ when: true }]]],
  [/examples/, [["examples"], [{ model_type: "toy", made: () => 1 }]]],
  [/example 2 has model_type "other", which it does not serve/, [["examples"], [
    { model_type: "toy", layers: [1, { deep: null }] },
    { model_type: "other" },
  ]]],
  [/is not a name/, [["tensors", "a..b"], { shape: [] }]],
  [/does not count/, [["tensors", "a.{block}"], { shape: [] }]],
  [/not declared/, [["tensors", "head.weight", "tied", "to"], "nowhere"]],
  [/not declared/, [["tensors", "head.weight", "tied", "to"], "toString"]],
  [/rule 1 of layout fused leads to gone\.\{layer\}/, [FUSED, {
    layout: "new.{layer}",
    hf: "gone.{layer}",
  }]],
  [/two rules of layout fused have embed\.weight/, [["layouts", "fused", "rules"], [
    { layout: "one", hf: "embed.weight" },
    { layout: "two", hf: "embed.weight" },
  ]]],
  [/two rules of layout fused have one/, [["layouts", "fused", "rules"], [
    { layout: "one", hf: "embed.weight" },
    { layout: "one", hf: "head.weight" },
  ]]],
  [/hf is the layout/, [["layouts", "hf"], plain.layouts.fused]],
  [/rule 1 of layout fused/, [[...FUSED, "hf", "of"], "one.name"]],
  [/layouts/, [[...FUSED, "hf", "op"], "eval"]],
  [/layouts/, [[...FUSED, "when"], { op: "import", of: [1] }]],
  [/layouts/, [["layouts", "../up"], plain.layouts.fused]],
  [/reserved key constructor/, [["variables"], JSON.parse(`{"constructor": 1}`)]],
  [/reserved key __proto__/, [["tensors"], JSON.parse(`{"__proto__": {"polluted": true}}`)]],
];

for (const [why, change] of REFUSED) {
  const [path, value] = change;
  Deno.test(`definePlugin() refuses ${path.join(".")} = ${JSON.stringify(value)?.slice(0, 60)}`, () => {
    assert.throws(() => definePlugin(changed(change)), (error) => {
      assert(error instanceof PluginError);
      assert.match(error.message, why);
      return true;
    });
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
}

Deno.test("definePlugin() refuses data that contains itself", () => {
  const cycle = structuredClone(plain);
  cycle.layouts.fused.rules[0].when = cycle;
  assert.throws(() => definePlugin(cycle), /nests deeper than 64, or refers to itself/);
});

Deno.test("definePlugin() refuses what is no plugin at all", () => {
  for (const nothing of [null, 1, "x", [], () => plain]) {
    assert.throws(() => definePlugin(nothing as unknown as Plugin), PluginError);
  }
});

Deno.test("readPlugin() holds data to what definePlugin() does, and names where it is from", () => {
  assert.deepEqual(readPlugin(plain, "elsewhere"), plain);
  assert(Object.isFrozen(readPlugin(plain, "elsewhere")));
  for (
    const data of [null, { ...plain, extra: 1 }, { ...plain, layouts: { hf: plain.layouts.fused } }]
  ) {
    assert.throws(() => readPlugin(data, "elsewhere"), /^Error: Cannot use plugin elsewhere: /);
  }
});

Deno.test("readPlugin() takes no longer for data that is large to do harm", () => {
  const many = (length: number) => Array.from({ length }, (_, i) => `n${i}`);
  const rule = { layout: { op: "concat", dim: 0, parts: many(10_000) }, hf: "embed.weight" };
  const concats = changed([FUSED.slice(0, 3), Array.from({ length: 30 }, () => rule)]);
  const start = performance.now();
  assert.throws(() => readPlugin(concats, "large"), /two rules of layout fused/);
  assert(performance.now() - start < 5000);
  const list = changed([["serves", "model_type"], many(10_001)]);
  assert.throws(() => readPlugin(list, "large"), /10001 things in one list or object; the most is/);
  const variables = Object.fromEntries(many(65).map((name) => [name, 1]));
  assert.throws(() => readPlugin(changed([["variables"], variables]), "large"), /variables: /);
});
