import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { copyBox } from "./copy_box.ts";
import { allocateBuffers } from "../wasm/kernels.ts";

/** Sizes within and beyond a block in registers, a square of 32 and one of 128. */
const size = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 125, max: 150 }));

/** A transpose, the hardest common case: every element width, any alignment. */
const arbitraryTranspose = fc.record({
  rows: size,
  columns: size,
  width: fc.constantFrom(1, 1, 2, 2, 3, 4, 4, 6, 8, 8, 13, 16, 100, 600),
  fromAt: fc.nat(8),
  toAt: fc.nat(8),
}).filter(({ rows, columns, width }) => rows * columns * width < MOST_BYTES);

/** Bytes of the largest transpose. */
const MOST_BYTES = 200_000;

const [memoryFrom, memoryTo] = allocateBuffers([MOST_BYTES + 8, MOST_BYTES + 16]);

for (
  const [language, source, target] of [
    ["TypeScript", new Uint8Array(MOST_BYTES + 8), new Uint8Array(MOST_BYTES + 16)],
    ["WebAssembly", memoryFrom!, memoryTo!],
  ] as const
) {
  Deno.test(`a transposed box lands where it belongs, nothing beside it changes, in ${language}`, () => {
    fc.assert(fc.property(arbitraryTranspose, ({ rows, columns, width, fromAt, toAt }) => {
      const bytes = rows * columns * width;
      const from = source.subarray(0, fromAt + bytes);
      for (let i = 0; i < from.length; i++) from[i] = i * 7 + (i >> 8);
      const to = target.subarray(0, toAt + bytes + 8).fill(0xaa);
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
      assert.equal(Buffer.compare(to, expected), 0);
    }));
  });
}

Deno.test("one byte, and rows apart on both sides", () => {
  const to = new Uint8Array(8);
  copyBox([], { bytes: Uint8Array.of(9), at: 0, strides: [] }, { bytes: to, at: 3, strides: [] });
  assert.deepEqual([...to], [0, 0, 0, 9, 0, 0, 0, 0]);
  const from = Uint8Array.of(1, 2, 0, 3, 4);
  copyBox([2, 2], { bytes: from, at: 0, strides: [3, 1] }, { bytes: to, at: 2, strides: [4, 1] });
  assert.deepEqual([...to], [0, 0, 1, 2, 0, 0, 3, 4]);
});
