import assert from "node:assert/strict";
import type { ByteView } from "../recipe/byte_view.ts";
import { efficientBlock, largestBlock } from "./view_block.ts";

/** Experts of [1536, 2048] in 16 bits, each transposed. */
const EXPERT = 1536 * 2048 * 2;
const experts: ByteView = {
  offset: 0,
  dims: [
    { size: 128, stride: EXPERT },
    { size: 2048, stride: 2 },
    { size: 1536, stride: 4096 },
  ],
  run: 2,
};

Deno.test("a tile that is one long read grows no more", () => {
  for (const capacity of [EXPERT, 2 * EXPERT, 100 * EXPERT]) {
    assert.equal(largestBlock(experts, capacity)?.packing.byteLength, EXPERT);
  }
});

Deno.test("a tile grows with its room as long as that makes its reads longer", () => {
  const [small, large] = [2 ** 20, 2 ** 21].map((room) => largestBlock(experts, room)!.packing);
  assert.deepEqual([small!.span, large!.span], [682, 1364]);
});

Deno.test("the efficient tile reads nothing twice: gaps between its columns are other columns", () => {
  assert.equal(efficientBlock(experts).packing.byteLength, EXPERT);
});
