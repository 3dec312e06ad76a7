import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryTensor } from "../../testing/arbitrary_tensor.ts";
import type { LazyTensor } from "../lazy_tensor.ts";
import { add, cast, concat, leaf, permute, reshape, slice, stack } from "../operations.ts";
import { normalise } from "./normal_form.ts";

function floats(shape: readonly number[], position = 0, source = 0): LazyTensor {
  return leaf({ source, position, dtype: "float32", shape });
}

Deno.test("normal form keeps dtype and shape", () => {
  fc.assert(fc.property(arbitraryTensor(), ({ tensor }) => {
    const { dtype, shape } = normalise(tensor);
    assert.deepEqual({ dtype, shape }, { dtype: tensor.dtype, shape: tensor.shape });
  }));
});

Deno.test("a permutation and its inverse leave a view as it was", () => {
  const order = [2, 0, 1];
  const inverse = [1, 2, 0];
  const tensor = floats([3, 4, 5]);
  assert.deepEqual(normalise(permute(permute(tensor, order), inverse)), normalise(tensor));
});

Deno.test("the parts of a split view make it whole again, along any dimension", () => {
  for (const tensor of [floats([6, 4, 5]), permute(floats([6, 4, 5]), [1, 2, 0])]) {
    tensor.shape.forEach((size, dim) => {
      const parts = Array.from({ length: size }, (_, i) => slice(tensor, dim, i, i + 1));
      assert.deepEqual(normalise(concat(dim, parts)), normalise(tensor));
      const halves = [slice(tensor, dim, 0, 2), slice(tensor, dim, 2, size)];
      assert.deepEqual(normalise(concat(dim, halves)), normalise(tensor));
    });
  }
});

Deno.test("a reshape that strides can express is a view of the source", () => {
  const tensor = permute(reshape(floats([24, 5]), [4, 6, 5]), [1, 0, 2]);
  const normal = normalise(reshape(tensor, [2, 3, 2, 2, 5]));
  assert.equal(normal.kind, "view");
  assert.deepEqual(
    normal.kind === "view" && normal.strides,
    [15, 5, 60, 30, 1]
      .with(0, 15).with(1, 5),
  );
});

Deno.test("a reshape that strides cannot express is a view of the elements in order", () => {
  const transposed = permute(floats([4, 6]), [1, 0]);
  const normal = normalise(reshape(transposed, [24]));
  assert(normal.kind === "view");
  assert.deepEqual(normal.base, normalise(transposed));
  assert.deepEqual(normal.strides, [1]);
});

Deno.test("a reshape around the concatenated dimension keeps the parts", () => {
  const gate = floats([8, 5]);
  const up = floats([8, 5], 0, 1);
  const fused = concat(0, [gate, up]);
  const split = normalise(reshape(fused, [2, 4, 2, 5]));
  assert(split.kind === "concat");
  assert.deepEqual([split.dim, split.starts], [0, [0, 1]]);
  const merged = normalise(reshape(fused, [80]));
  assert(merged.kind === "concat");
  assert.deepEqual([merged.dim, merged.starts], [0, [0, 40]]);
  const batch = normalise(reshape(stack(1, [gate, up]), [8, 1, 10]));
  assert(batch.kind === "concat");
  assert.deepEqual([batch.dim, batch.starts], [2, [0, 5]]);
});

Deno.test("changes of elements go to the source, in their order", () => {
  const tensor = add(cast(concat(0, [floats([2]), floats([2], 0, 1)]), "bfloat16"), 1);
  const normal = normalise(permute(reshape(tensor, [2, 2]), [1, 0]));
  assert(normal.kind === "concat");
  for (const part of normal.parts) {
    assert(part.kind === "view");
    assert.deepEqual(part.elementOps, [{ op: "cast", dtype: "bfloat16" }, { op: "add", value: 1 }]);
  }
});

Deno.test("parts changed in different ways stay apart", () => {
  const normal = normalise(concat(0, [add(floats([2]), 0), add(floats([2], 8), -0)]));
  assert.equal(normal.kind, "concat");
});

Deno.test("parts of size 1 at even distances become one view with that stride", () => {
  const experts = [0, 1, 2].map((e) => floats([4, 5], e * 1000));
  const normal = normalise(stack(0, experts));
  assert(normal.kind === "view");
  assert.deepEqual(normal.strides, [250, 5, 1]);
});
