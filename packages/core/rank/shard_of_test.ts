import assert from "node:assert/strict";
import fc from "fast-check";
import { shardOf } from "./shard_of.ts";

/** Sizes and offsets that all ranks have of `size` elements. */
function shards(size: number, worldSize: number): [size: number, offset: number][] {
  return Array.from({ length: worldSize }, (_, rank) => {
    const tensor = { name: "w", dtype: "uint8", shape: [2, size] } as const;
    const { shape, part } = shardOf(tensor, 1, { rank, worldSize });
    return [shape[1]!, part?.offsets[1] ?? 0];
  });
}

// Of torch 2.13: chunk(), and compute_local_shape_and_global_offset() for the offsets of empty ones.
const CHUNKS: readonly (readonly [size: number, ranks: number, sizes: readonly number[]])[] = [
  [10, 4, [3, 3, 3, 1]],
  [6, 4, [2, 2, 2, 0]],
  [2, 4, [1, 1, 0, 0]],
  [8, 4, [2, 2, 2, 2]],
  [5, 1, [5]],
  [0, 2, [0, 0]],
];
for (const [size, ranks, sizes] of CHUNKS) {
  Deno.test(`shardOf() cuts ${size} over ${ranks} to ${sizes}`, () => {
    const before = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, n) => sum + n, 0));
    assert.deepEqual(shards(size, ranks), sizes.map((n, i) => [n, before[i]]));
  });
}

Deno.test("shardOf() gives every element to one rank, whatever the sizes", () => {
  const sizes = fc.oneof(fc.nat(100), fc.nat(Number.MAX_SAFE_INTEGER));
  fc.assert(fc.property(sizes, fc.integer({ min: 1, max: 64 }), (size, worldSize) => {
    let next = 0;
    for (const [length, offset] of shards(size, worldSize)) {
      assert.equal(offset, next);
      next += length;
    }
    assert.equal(next, size);
  }));
});

Deno.test("shardOf() leaves a tensor without dimensions whole", () => {
  const scalar = { name: "s", dtype: "float32", shape: [] } as const;
  assert.deepEqual(shardOf(scalar, 0, { rank: 3, worldSize: 4 }), scalar);
});
