import assert from "node:assert/strict";
import { packTile } from "./tile_packing.ts";

Deno.test("a transposed matrix that lies together is one read", () => {
  const tile = packTile([{ size: 30, stride: 2 }, { size: 50, stride: 60 }], 2);
  assert.deepEqual([tile.span, tile.byteLength, tile.reads, tile.runs], [3000, 3000, 1, 1500]);
  assert.deepEqual(tile.strides, [2, 60]);
});

Deno.test("columns of a wide matrix are a read a row, side by side in the tile", () => {
  const tile = packTile([{ size: 4, stride: 2 }, { size: 50, stride: 9000 }], 2);
  assert.deepEqual([tile.span, tile.byteLength, tile.reads], [8, 400, 50]);
  assert.deepEqual(tile.strides, [2, 8]);
});

Deno.test("every other element is read with the one between", () => {
  const tile = packTile([{ size: 10, stride: 4 }], 2);
  assert.deepEqual([tile.span, tile.reads, tile.strides], [38, 1, [4]]);
});

Deno.test("what is repeated is read once", () => {
  const tile = packTile([{ size: 1000, stride: 0 }, { size: 3, stride: 2 }], 2);
  assert.deepEqual([tile.byteLength, tile.reads, tile.strides], [6, 1, [0, 2]]);
});
