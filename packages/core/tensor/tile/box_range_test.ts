import assert from "node:assert/strict";
import fc from "fast-check";
import { boxesOf } from "./box_range.ts";

Deno.test("the boxes of a range visit its elements in order, once, and are few", () => {
  const arbitrary = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
    from: fc.nat(),
    length: fc.nat(),
  });
  fc.assert(fc.property(arbitrary, ({ sizes, from, length }) => {
    const elements = sizes.reduce((product, size) => product * size, 1);
    const start = from % elements;
    const stop = start + length % (elements - start + 1);
    const boxes = boxesOf(sizes, start, stop);
    const visited = boxes.flatMap(({ origin, sizes: box }) => indices(sizes, origin, box));
    assert.deepEqual(visited, Array.from({ length: stop - start }, (_, i) => start + i));
    assert(boxes.length <= Math.max(1, 2 * sizes.length - 1));
  }));
});

/** Linear indices of the elements of a part of a box. */
function indices(
  sizes: readonly number[],
  origin: readonly number[],
  box: readonly number[],
): number[] {
  return sizes.reduce<number[]>(
    (all, size, d) =>
      all.flatMap((linear) =>
        Array.from({ length: box[d]! }, (_, i) => linear * size + origin[d]! + i)
      ),
    [0],
  );
}
