import assert from "node:assert/strict";
import { coalesce, contiguousStrides, reshapedStrides } from "./strides.ts";

Deno.test("strides in C order", () => {
  assert.deepEqual(contiguousStrides([2, 3, 4]), [12, 4, 1]);
  assert.deepEqual(contiguousStrides([]), []);
});

Deno.test("dimensions merge where one continues the other", () => {
  assert.deepEqual(coalesce([2, 3, 4], [12, 4, 1]), [{ size: 24, stride: 1 }]);
  assert.deepEqual(coalesce([2, 1, 4], [8, 77, 1]), [
    { size: 2, stride: 8 },
    { size: 4, stride: 1 },
  ]);
  assert.deepEqual(coalesce([3, 2], [0, 0]), [{ size: 6, stride: 0 }]);
  assert.deepEqual(coalesce([1, 1], [5, 6]), []);
});

// What torch.Tensor.view gives, or that it refuses; unused strides of size 1 are 0 here.
for (
  const [shape, strides, reshaped, expected] of [
    [[4, 6], [6, 1], [2, 2, 3, 2], [12, 6, 2, 1]],
    [[4, 6], [1, 4], [2, 2, 6], [2, 1, 4]],
    [[4, 6], [1, 4], [24], undefined],
    [[4, 6], [1, 4], [8, 3], undefined],
    [[4, 6], [12, 2], [24], [2]],
    [[6], [2], [1, 2, 1, 3], [0, 6, 6, 2]],
    [[1, 1], [9, 9], [], []],
    [[], [], [1, 1], [0, 0]],
  ] as [number[], number[], number[], number[] | undefined][]
) {
  Deno.test(`[${shape}] with strides [${strides}] as [${reshaped}]`, () => {
    assert.deepEqual(reshapedStrides(shape, strides, reshaped), expected);
  });
}
