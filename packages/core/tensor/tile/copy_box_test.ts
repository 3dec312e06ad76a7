import assert from "node:assert/strict";
import fc from "fast-check";
import { copyBox } from "./copy_box.ts";

/** A transpose, the hardest common case: sizes beyond one square, every element width, any alignment. */
const arbitraryTranspose = fc.record({
  rows: fc.integer({ min: 1, max: 70 }),
  columns: fc.integer({ min: 1, max: 70 }),
  width: fc.constantFrom(1, 2, 3, 4, 6, 8, 16, 100),
  fromAt: fc.nat(8),
  toAt: fc.nat(8),
});

Deno.test("a transposed box lands byte by byte where it belongs, and nothing beside it changes", () => {
  fc.assert(fc.property(arbitraryTranspose, ({ rows, columns, width, fromAt, toAt }) => {
    const bytes = rows * columns * width;
    const from = Uint8Array.from({ length: fromAt + bytes }, (_, i) => i * 7 + (i >> 8));
    const to = new Uint8Array(toAt + bytes + 8).fill(0xaa);
    copyBox(
      [columns, rows, width],
      { bytes: from, at: fromAt, strides: [width, columns * width, 1] },
      { bytes: to, at: toAt, strides: [rows * width, width, 1] },
    );
    const expected = new Uint8Array(to.length).fill(0xaa);
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) {
        const source = fromAt + (row * columns + column) * width;
        expected.set(from.subarray(source, source + width), toAt + (column * rows + row) * width);
      }
    }
    assert.deepEqual(to, expected);
  }));
});

Deno.test("one byte, and rows apart on both sides", () => {
  const to = new Uint8Array(8);
  copyBox([], { bytes: Uint8Array.of(9), at: 0, strides: [] }, { bytes: to, at: 3, strides: [] });
  assert.deepEqual([...to], [0, 0, 0, 9, 0, 0, 0, 0]);
  const from = Uint8Array.of(1, 2, 0, 3, 4);
  copyBox([2, 2], { bytes: from, at: 0, strides: [3, 1] }, { bytes: to, at: 2, strides: [4, 1] });
  assert.deepEqual([...to], [0, 0, 1, 2, 0, 0, 3, 4]);
});
