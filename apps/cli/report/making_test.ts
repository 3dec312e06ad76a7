import { add, cast, concat, leaf, permute, slice, stack } from "@tensorferry/core";
import assert from "node:assert/strict";
import { makingOf } from "./making.ts";

const w = leaf({ source: 0, position: 0, dtype: "bfloat16", shape: [4, 2] });

Deno.test("makingOf() says nothing of a copy", () => {
  assert.equal(makingOf(w), "");
});

Deno.test("makingOf() counts tensors and names each step once", () => {
  assert.equal(makingOf(stack(0, [concat(0, [w, w]), concat(0, [w, w])])), "of 4 tensors");
  assert.equal(makingOf(permute(slice(w, 0, 0, 2), [1, 0])), "reordered, a part");
  assert.equal(makingOf(add(cast(w, "float32"), -1)), "- 1, as float32");
});
