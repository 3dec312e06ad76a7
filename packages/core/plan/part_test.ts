import assert from "node:assert/strict";
import { bytesOf } from "../dtype.ts";
import type { ContainerWriter, TensorPart, TensorSpec } from "../io/container.ts";
import { naiveBytes } from "../testing/naive.ts";
import { leaf, permute } from "../tensor/operations.ts";
import { dealToShards } from "./deal_to_shards.ts";
import { cutToPart, partOf, wholeOf, wholeTensors } from "./part.ts";

/** Cuts each tensor into its quarters, where it has two dimensions, and puts each set of quarters into a file. */
const quarters: ContainerWriter = {
  bySize: false,
  deal: (sets) =>
    [0, 1, 2, 3].map((quarter) => ({
      file: `quarter ${quarter}`,
      tensors: sets.flat().flatMap((tensor) => quarterOf(tensor, quarter) ?? []),
    })),
  outline(tensors) {
    let byteLength = 0;
    const places = new Map<string, number>();
    for (const { name, dtype, shape } of tensors) {
      places.set(name, byteLength);
      byteLength += bytesOf(dtype, shape);
    }
    return { byteLength, fixed: [], tensors: places };
  },
  index: () => undefined,
};

function quarterOf(tensor: TensorSpec, quarter: number): TensorPart | undefined {
  const { shape } = tensor;
  if (shape.length < 2) return quarter === 0 ? tensor : undefined;
  const [rows, columns] = shape.map((size) => Math.ceil(size / 2));
  const offsets = [(quarter >> 1) * rows!, (quarter & 1) * columns!];
  const sizes = shape.map((size, d) =>
    d === 0 && quarter < 2 ? rows! : d === 0 ? size - rows! : size
  );
  sizes[1] = quarter & 1 ? shape[1]! - columns! : columns!;
  return { ...tensor, shape: sizes, part: { offsets, shape } };
}

const BYTES = Uint8Array.from({ length: 100 }, (_, i) => i);
const matrix = leaf({ source: 0, position: 3, dtype: "uint8", shape: [5, 7] });
const tensors = new Map([
  ["matrix", matrix],
  ["turned", permute(matrix, [1, 0])],
  ["row", leaf({ source: 0, position: 50, dtype: "uint8", shape: [1, 6] })],
  ["scalar", leaf({ source: 0, position: 60, dtype: "uint8", shape: [] })],
]);

Deno.test("dealToShards() cuts tensors as the container deals them, and each part knows its whole", () => {
  const { shards, groups, warnings } = dealToShards(
    tensors,
    new Map([["matrix", 0], ["turned", 0]]),
    undefined,
    quarters,
  );
  assert.deepEqual([groups, warnings], [[], []]);
  assert.equal(shards.length, 4);
  assert.equal(shards.reduce((sum, { byteLength }) => sum + byteLength, 0), 35 + 35 + 6 + 1);
  const filled = new Map([...tensors].map(([name, { shape }]) => [
    name,
    new Uint8Array(bytesOf("uint8", shape)).fill(255),
  ]));
  for (const planned of shards.flatMap(({ tensors }) => tensors)) {
    const { name, tensor, part } = planned;
    assert.equal(planned.group, undefined);
    assert.equal(wholeOf(planned), tensors.get(name));
    assert.deepEqual(partOf(planned).shape, tensor.shape);
    const [, columns = 1] = part?.shape ?? tensor.shape;
    const [top = 0, left = 0] = part?.offsets ?? [];
    const width = tensor.shape[1] ?? 1;
    naiveBytes(tensor, [BYTES]).forEach((byte, i) => {
      const at = (top + Math.floor(i / width)) * columns + left + i % width;
      filled.get(name)![at] = byte;
    });
  }
  assert.deepEqual(wholeTensors({ shards }), tensors);
  for (const [name, tensor] of tensors) {
    assert.deepEqual(filled.get(name), naiveBytes(tensor, [BYTES]), name);
  }
});

Deno.test("dealToShards() refuses a shard size where files do not go by it", () => {
  assert.throws(() => dealToShards(tensors, new Map(), 100, quarters), { tag: "Option" });
});

Deno.test("dealToShards() refuses what a container deals in part, or beyond a tensor", () => {
  const dealing = (dealt: TensorPart): ContainerWriter => ({
    ...quarters,
    deal: () => [{ file: "one", tensors: [dealt] }],
  });
  const one = new Map([["matrix", matrix]]);
  const spec = { name: "matrix", dtype: "uint8" } as const;
  const part = (rows: number, from: number) => ({
    ...spec,
    shape: [rows, 7],
    part: { offsets: [from, 0], shape: [5, 7] },
  });
  const refused = (dealt: TensorPart, said: RegExp) =>
    assert.throws(() => dealToShards(one, new Map(), undefined, dealing(dealt)), said);
  refused(part(4, 0), /of its 35 elements, 28 would be written/);
  refused({ ...spec, name: "other", shape: [5, 7] }, /of its 35 elements, none would be written/);
  refused({ ...part(1, 5), shape: [7, 5] }, /range is 0:5/);
});

Deno.test("cutToPart() of a whole tensor, and wholeOf() of it, are the tensor", () => {
  const whole = { name: "matrix", dtype: "uint8", shape: [5, 7] } as const;
  assert.equal(cutToPart(matrix, whole), matrix);
  assert.equal(wholeOf({ name: "matrix", tensor: matrix }), matrix);
  assert.deepEqual(partOf({ name: "matrix", tensor: matrix }), whole);
});
