import assert from "node:assert/strict";
import { PluginError } from "../errors.ts";
import { toy } from "../testing/toy_plugin.ts";
import { definePlugin } from "./define_plugin.ts";
import type { Plugin } from "./plugin.ts";

const plain = JSON.parse(JSON.stringify(toy));

/** The toy's data with one thing changed. */
function changed(change: (plugin: Record<string, never>) => void): Plugin {
  const plugin = structuredClone(plain);
  change(plugin);
  return plugin;
}

Deno.test("definePlugin() gives back plain data, frozen to the bottom", () => {
  assert.deepEqual(definePlugin(plain), plain);
  assert(Object.isFrozen(toy.layouts["fused"]!.rules[0]));
});

const REFUSED: readonly [why: RegExp, change: (plugin: any) => void][] = [
  [/name/, (plugin) => plugin.name = "../evil"],
  [/version/, (plugin) => plugin.version = "one"],
  [/model_type/, (plugin) => plugin.serves.model_type = []],
  [/tensors/, (plugin) => plugin.tensors["embed.weight"].shape = [() => 1]],
  [/tensors/, (plugin) => plugin.tensors["embed.weight"].shape = [NaN]],
  [/extra/, (plugin) => plugin.extra = 1],
  [/is not a name/, (plugin) => plugin.tensors["a..b"] = { shape: [] }],
  [/does not count/, (plugin) => plugin.tensors["a.{block}"] = { shape: [] }],
  [/not declared/, (plugin) => plugin.tensors["head.weight"].tied.to = "nowhere"],
  [/hf is the layout/, (plugin) => plugin.layouts.hf = plugin.layouts.fused],
  [/rule 1 of layout fused/, (plugin) => plugin.layouts.fused.rules[0].hf.of = "one.name"],
  [/layouts/, (plugin) => plugin.layouts.fused.rules[0].hf.op = "eval"],
  [/layouts/, (plugin) => plugin.layouts.fused.rules[0].when = { op: "import", of: [1] }],
  [/layouts/, (plugin) => plugin.layouts["../up"] = plugin.layouts.fused],
  [/nests deeper|refers to itself/, (plugin) => plugin.layouts.fused.rules[0].when = plugin],
  [/reserved/, (plugin) => plugin.variables = JSON.parse(`{"constructor": 1}`)],
];

for (const [why, change] of REFUSED) {
  Deno.test(`definePlugin() refuses ${change.toString().replace("(plugin)=>", "")}`, () => {
    assert.throws(() => definePlugin(changed(change)), (error) => {
      assert(error instanceof PluginError);
      assert.match(error.message, why);
      return true;
    });
  });
}

Deno.test("definePlugin() lets no key reach a prototype", () => {
  const hostile = JSON.parse(`{"__proto__": {"polluted": true}}`);
  assert.throws(() => definePlugin({ ...plain, tensors: hostile }), PluginError);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

Deno.test("definePlugin() refuses what is no plugin at all", () => {
  for (const nothing of [null, 1, "x", [], () => plain]) {
    assert.throws(() => definePlugin(nothing as unknown as Plugin), PluginError);
  }
});
