import assert from "node:assert/strict";
import { expander, isPattern, patternIndex, variablesOf } from "./name_pattern.ts";

Deno.test("patternIndex() matches whole parts between dots, and numbers as PyTorch writes them", () => {
  const index = patternIndex<string>();
  index.add("layers.{layer}.mlp.experts.{expert}.up.weight", "expert");
  index.add("layers.{layer}.mlp.up.weight", "dense");
  index.add("proj.0.weight", "first");
  const found = (name: string) =>
    index.match(name).flatMap(({ entries, bindings }) => entries.map((entry) => [entry, bindings]));
  assert.deepEqual(found("layers.10.mlp.experts.9.up.weight"), [["expert", {
    layer: 10,
    expert: 9,
  }]]);
  assert.deepEqual(found("layers.0.mlp.up.weight"), [["dense", { layer: 0 }]]);
  assert.deepEqual(found("proj.0.weight"), [["first", {}]]);
  for (
    const other of [
      "proj.1.weight",
      "layers.00.mlp.up.weight",
      "layers.-1.mlp.up.weight",
      "layers.x.mlp.up.weight",
      "layers.0.mlp.up.weight_scale_inv",
      "a.layers.0.mlp.up.weight",
      "layers.0.mlp.up",
      "layers.{layer}.mlp.up.weight",
      "layers.#.mlp.up.weight",
    ]
  ) assert.deepEqual(found(other), [], other);
});

Deno.test("patternIndex() wants one value per variable", () => {
  const index = patternIndex<string>();
  index.add("a.{layer}.b.{layer}", "twice");
  assert.equal(index.match("a.1.b.1").length, 1);
  assert.equal(index.match("a.1.b.2").length, 0);
});

Deno.test("isPattern() and variablesOf() read names with variables", () => {
  assert.deepEqual(variablesOf("a.{layer}.b.{expert}"), ["layer", "expert"]);
  assert.equal(expander("a.{layer}.b")({ layer: 12 }), "a.12.b");
  for (const bad of ["", "a.", ".a", "a.{Layer}", "a.x{layer}", "a.{layer"]) {
    assert(!isPattern(bad), bad);
  }
});
