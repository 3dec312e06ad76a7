import assert from "node:assert/strict";
import fc from "fast-check";
import { checkRanks, countParts, dealToRanks } from "./deal_to_ranks.ts";

/** What each rank has of tensors of these shapes, as `name [shape]@offset`. */
function dealt(shapes: Readonly<Record<string, readonly number[]>>, ranks: number): string[][] {
  const tensors = Object.entries(shapes).map(([name, shape]) => ({
    name,
    dtype: "float32" as const,
    shape,
  }));
  return dealToRanks(tensors, ranks).map((parts) =>
    parts.map(({ name, shape, part }) => `${name} [${shape}]${part ? `@${part.offsets}` : ""}`)
  );
}

const CHUNKS: readonly (readonly [rows: number, ranks: number, shards: readonly number[]])[] = [
  [10, 4, [3, 3, 3, 1]],
  [6, 4, [2, 2, 2, 0]],
  [2, 4, [1, 1, 0]],
  [8, 4, [2, 2, 2, 2]],
  [1, 2, [1, 0]],
  [5, 1, [5]],
  [0, 3, [0]],
];
for (const [rows, ranks, shards] of CHUNKS) {
  Deno.test(`dealToRanks() deals ${rows} rows to ${ranks} ranks as ${shards}, the empty ones as one`, () => {
    const tensors = [{ name: "w", dtype: "uint8" as const, shape: [rows, 2] }];
    const parts = dealToRanks(tensors, ranks).flat();
    assert.deepEqual(parts.map(({ shape }) => shape[0]), shards);
    assert.equal(countParts(tensors[0]!, ranks), shards.length);
    assert.deepEqual(
      parts.map(({ part }) => part?.offsets[0] ?? 0),
      shards.map((_, i) => shards.slice(0, i).reduce((sum, size) => sum + size, 0)),
    );
  });
}

Deno.test("dealToRanks() gives what all ranks have to the one with the least to save, the lower of two", () => {
  assert.deepEqual(dealt({ a: [], b: [], c: [2], d: [], e: [] }, 2), [
    ["a []", "c [1]@0"],
    ["b []", "c [1]@1", "d []", "e []"],
  ]);
});

Deno.test("dealToRanks() counts the size of the whole for a shard, and for an empty one", () => {
  // The scalar is dealt to rank 1 first, so that the empty shard of `wide`, which ranks 1 and 2 have, goes to rank 2.
  assert.deepEqual(dealt({ wide: [1, 1000], s: [], thin: [1] }, 3), [
    ["wide [1,1000]", "thin [1]"],
    ["s []", "thin [0]@1"],
    ["wide [0,1000]@1,0"],
  ]);
});

Deno.test("countParts() counts what dealToRanks() deals", () => {
  const shape = fc.array(fc.nat(70), { maxLength: 2 });
  fc.assert(fc.property(shape, fc.integer({ min: 1, max: 70 }), (shape, ranks) => {
    const tensor = { name: "w", dtype: "uint8" as const, shape };
    assert.equal(countParts(tensor, ranks), dealToRanks([tensor], ranks).flat().length);
  }));
});

Deno.test("checkRanks() refuses what is no number of ranks", () => {
  for (const ranks of [0, -1, 1.5, NaN, Infinity, 2 ** 18]) {
    assert.throws(() => checkRanks(ranks), { tag: "Option" });
  }
  for (const ranks of [1, 2 ** 17]) checkRanks(ranks);
});
