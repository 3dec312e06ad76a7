import assert from "node:assert/strict";
import { type LazyTensor, leaf, openTensor, scratchNeeded, slice } from "@tensorferry/core";
import { memorySource } from "@tensorferry/safetensors";
import fc from "fast-check";
import { counting } from "../testing/torch_save.ts";
import { assemble, type Tile } from "./assemble.ts";

/** The box of `whole` that begins at `offsets`. */
function tileOf(whole: LazyTensor, offsets: readonly number[], sizes: readonly number[]): Tile {
  const tensor = sizes.reduce(
    (box, size, d) => slice(box, d, offsets[d]!, offsets[d]! + size),
    whole,
  );
  return { offsets, tensor };
}

async function bytesOfTensor(tensor: LazyTensor, source: Uint8Array): Promise<Uint8Array> {
  const scratch = { bytes: new Uint8Array(scratchNeeded(tensor).efficient) };
  const opened = openTensor(tensor, [memorySource("whole", source)], scratch);
  const into = new Uint8Array(opened.byteLength);
  await opened.read(0, into);
  return into;
}

/** A shape of up to three dimensions, cut again and again along any of them; and an order of the tiles. */
const cutTensor = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
  cuts: fc.array(fc.record({ tile: fc.nat(), dim: fc.nat(), at: fc.nat() }), { maxLength: 8 }),
  empty: fc.boolean(),
  seed: fc.nat(),
}).map(({ shape, cuts, empty, seed }) => {
  const whole = leaf({ source: 0, position: 0, dtype: "uint8", shape });
  let boxes = [{ offsets: shape.map(() => 0), sizes: [...shape] }];
  for (const { tile, dim, at } of cuts) {
    if (shape.length === 0) break;
    const box = boxes[tile % boxes.length]!;
    const d = dim % shape.length;
    const cut = at % (box.sizes[d]! + 1);
    const [low, high] = [
      { offsets: box.offsets, sizes: box.sizes.with(d, cut) },
      {
        offsets: box.offsets.with(d, box.offsets[d]! + cut),
        sizes: box.sizes.with(d, box.sizes[d]! - cut),
      },
    ];
    boxes = [...boxes.filter((other) => other !== box), low, high];
  }
  if (empty && shape.length > 0) boxes.push({ offsets: [...shape], sizes: shape.map(() => 0) });
  boxes.sort((a, b) => hash(a.offsets, seed) - hash(b.offsets, seed));
  return { shape, tiles: boxes.map(({ offsets, sizes }) => tileOf(whole, offsets, sizes)) };
});

function hash(numbers: readonly number[], seed: number): number {
  return numbers.reduce((sum, n) => Math.imul(sum ^ n, 0x9e3779b1), seed);
}

const LENGTH = 216;

Deno.test("assemble() puts any tiles together to the whole that they were cut of", async () => {
  await fc.assert(fc.asyncProperty(cutTensor, async ({ shape, tiles }) => {
    const bytes = counting(LENGTH);
    const together = assemble("case", "w", shape, tiles);
    assert.deepEqual(together.shape, shape);
    const length = shape.reduce((product, size) => product * size, 1);
    assert.deepEqual(await bytesOfTensor(together, bytes), bytes.subarray(0, length));
  }));
});

Deno.test("assemble() misses any tile that is taken away, and sees any that is there twice", () => {
  fc.assert(fc.property(cutTensor, fc.nat(), ({ shape, tiles }, n) => {
    const filled = tiles.filter(({ tensor }) => tensor.shape.every((size) => size > 0));
    const one = filled[n % filled.length]!;
    const without = tiles.filter((tile) => tile !== one);
    assert.throws(() => assemble("case", "w", shape, without), /"w", no chunk holds its element/);
    assert.throws(
      () => assemble("case", "w", shape, [...tiles, one]),
      /"w", (2 chunks hold its element|its chunks are cut)/,
    );
  }));
});

Deno.test("assemble() puts bricks together, which no straight cut parts", async () => {
  const whole = leaf({ source: 0, position: 0, dtype: "uint8", shape: [3, 3] });
  const windmill = [
    tileOf(whole, [0, 0], [1, 2]),
    tileOf(whole, [0, 2], [2, 1]),
    tileOf(whole, [2, 1], [1, 2]),
    tileOf(whole, [1, 0], [2, 1]),
    tileOf(whole, [1, 1], [1, 1]),
  ];
  const together = assemble("case", "w", [3, 3], windmill);
  assert.deepEqual(await bytesOfTensor(together, counting(9)), counting(9));
});

Deno.test("assemble() gives up on tiles that would be cut into ever more pieces", () => {
  const size = 200;
  const whole = leaf({ source: 0, position: 0, dtype: "uint8", shape: [size, size] });
  // Each column is cut at a row of its own.
  const tiles = Array.from({ length: size }, (_, column) => [
    tileOf(whole, [0, column], [column, 1]),
    tileOf(whole, [column, column], [size - column, 1]),
  ]).flat();
  assert.throws(() => assemble("case", "w", [size, size], tiles), /too many pieces/);
});

Deno.test("assemble() keeps a single tile as it is, and shards as one concat", () => {
  const whole = leaf({ source: 0, position: 0, dtype: "uint8", shape: [4, 2] });
  assert.equal(assemble("case", "w", [4, 2], [tileOf(whole, [0, 0], [4, 2])]), whole);
  const halves = [tileOf(whole, [0, 0], [3, 2]), tileOf(whole, [3, 0], [1, 2])];
  const { op } = assemble("case", "w", [4, 2], halves);
  assert.equal(op, "concat");
});
