import assert from "node:assert/strict";
import { foldNames } from "./fold_names.ts";
import { treeLines } from "./tree.ts";

Deno.test("treeLines() draws folded names", () => {
  const label = "bfloat16 [4]";
  const names = [
    "head",
    ...[0, 1].flatMap((layer) => [`model.layers.${layer}.norm`, `model.layers.${layer}.mlp.up`]),
    "model.norm",
  ];
  assert.deepEqual(treeLines(foldNames(names.map((name) => ({ name, label })))), [
    "head             bfloat16 [4]",
    "model",
    "├─ layers.{0,1}",
    "│  ├─ norm       bfloat16 [4]  ×2",
    "│  └─ mlp.up     bfloat16 [4]  ×2",
    "└─ norm          bfloat16 [4]",
  ]);
});

Deno.test("treeLines() draws a tensor whose name begins another's", () => {
  const folded = foldNames([{ name: "a", label: "x" }, { name: "a.b", label: "y" }]);
  assert.deepEqual(treeLines(folded), ["a     x", "└─ b  y"]);
});

Deno.test("treeLines() shows controls in names as escapes", () => {
  assert.deepEqual(treeLines(foldNames([{ name: "a\x1b[2J", label: "" }])), ["a\\u001b[2J"]);
});
