import assert from "node:assert/strict";
import {
  hashedByte,
  hashSource,
  memorySource,
  type RecordedSource,
} from "../testing/memory_source.ts";
import { naiveBytes } from "../testing/naive.ts";
import { openTensor, scratchNeeded } from "./open_tensor.ts";
import type { LazyTensor } from "./lazy_tensor.ts";
import { cast, concat, leaf, permute, reshape, slice, stack } from "./operations.ts";

/** Bytes of the sources in these tests that hold all that is read. */
const SOURCE = Uint8Array.from({ length: 1 << 16 }, (_, i) => hashedByte(i));

function readWhole(tensor: LazyTensor, source: RecordedSource, scratchBytes: number): Uint8Array {
  const opened = openTensor(tensor, [source], { bytes: new Uint8Array(scratchBytes) });
  const into = new Uint8Array(opened.byteLength);
  assert.equal(opened.read(0, into), undefined);
  return into;
}

function bytesAt(position: number, length: number): LazyTensor {
  return leaf({ source: 0, position, dtype: "uint8", shape: [length] });
}

Deno.test("a thousand leaves that follow each other are one read", () => {
  const source = memorySource(SOURCE);
  const tensor = concat(0, Array.from({ length: 1000 }, (_, i) => bytesAt(i * 7, 7)));
  assert.deepEqual(readWhole(tensor, source, 0), SOURCE.slice(0, 7000));
  assert.equal(source.reads.length, 1);
});

Deno.test("stacked experts are one read for each stretch of their source", () => {
  const matrix = (index: number) =>
    leaf({ source: 0, position: index * 192, dtype: "bfloat16", shape: [8, 12] });
  const experts = Array.from(
    { length: 32 },
    (_, e) => concat(0, [matrix(2 * e), matrix(2 * e + 1)]),
  );
  const inOrder = memorySource(SOURCE);
  assert.deepEqual(readWhole(stack(0, experts), inOrder, 0), SOURCE.slice(0, 64 * 192));
  assert.equal(inOrder.reads.length, 1);
  const swapped = memorySource(SOURCE);
  readWhole(stack(0, [...experts.slice(16), ...experts.slice(0, 16)]), swapped, 0);
  assert.equal(swapped.reads.length, 2);
});

Deno.test("neighbours that no stride joins are joined while they are read", () => {
  const source = memorySource(SOURCE);
  const rows = { source: 0, dtype: "uint8", shape: [2, 4] } as const;
  const whole = leaf({ ...rows, position: 0 });
  const spread = leaf({ ...rows, position: 8, strides: [8, 1] });
  readWhole(concat(0, [whole, spread]), source, 0);
  assert.deepEqual(source.reads, [{ position: 0, byteLength: 12 }, {
    position: 16,
    byteLength: 4,
  }]);
});

Deno.test("a transpose reads no byte twice, whether in one go or byte by byte", () => {
  const matrix = leaf({ source: 0, position: 3, dtype: "float32", shape: [60, 40] });
  const tensor = permute(matrix, [1, 0]);
  for (const scratchBytes of [9600 + 8, 2400]) {
    for (const window of [1, 100, 9600]) {
      const source = memorySource(SOURCE);
      const opened = openTensor(tensor, [source], { bytes: new Uint8Array(scratchBytes) });
      const into = new Uint8Array(9600);
      for (let at = 0; at < 9600; at += window) opened.read(at, into.subarray(at, at + window));
      assert.deepEqual(into, naiveBytes(tensor, [SOURCE]));
      assert.equal(source.reads.reduce((sum, { byteLength }) => sum + byteLength, 0), 9600);
    }
  }
});

Deno.test("with the scratch asked for, a transpose is read in long stretches of its source", () => {
  const tensor = permute(
    leaf({ source: 0, position: 0, dtype: "bfloat16", shape: [128, 256] }),
    [1, 0],
  );
  const source = memorySource(SOURCE);
  readWhole(tensor, source, scratchNeeded(tensor).efficient);
  assert.equal(source.reads.length, 1);
});

Deno.test("rotary halves are swapped into pairs and back", () => {
  const [heads, half, width] = [4, 8, 6];
  const weight = leaf({
    source: 0,
    position: 10,
    dtype: "bfloat16",
    shape: [heads * 2 * half, width],
  });
  const swap = (of: LazyTensor, a: number, b: number) =>
    reshape(permute(reshape(of, [heads, a, b, width]), [0, 2, 1, 3]), weight.shape);
  const paired = swap(weight, 2, half);
  const { efficient } = scratchNeeded(paired);
  const made = readWhole(paired, memorySource(SOURCE), efficient);
  assert.deepEqual(made, naiveBytes(paired, [SOURCE]));
  const back = swap(paired, half, 2);
  assert.deepEqual(scratchNeeded(back), { least: 0, efficient: 0 });
  assert.deepEqual(readWhole(back, memorySource(SOURCE), 0), naiveBytes(weight, [SOURCE]));
});

Deno.test("interleaved rows come apart, and together again", () => {
  const fused = leaf({ source: 0, position: 0, dtype: "bfloat16", shape: [32, 10] });
  const pairs = reshape(fused, [16, 2, 10]);
  const halves = [0, 1].map((i) => reshape(slice(pairs, 1, i, i + 1), [16, 10]));
  const apart = concat(0, halves);
  assert.deepEqual(readWhole(apart, memorySource(SOURCE), 4096), naiveBytes(apart, [SOURCE]));
  const again = reshape(stack(1, halves), [32, 10]);
  const source = memorySource(SOURCE);
  assert.deepEqual(readWhole(again, source, 0), SOURCE.slice(0, 640));
  assert.equal(source.reads.length, 1);
});

Deno.test("columns of two tensors interleave in memory, with a read for each tensor and tile", () => {
  const gate = leaf({ source: 0, position: 0, dtype: "bfloat16", shape: [100, 20] });
  const up = leaf({ source: 0, position: 5000, dtype: "bfloat16", shape: [100, 20] });
  const tensor = stack(2, [gate, up]);
  const source = memorySource(SOURCE);
  const made = readWhole(tensor, source, scratchNeeded(tensor).efficient);
  assert.deepEqual(made, naiveBytes(tensor, [SOURCE]));
  assert(source.reads.length <= 2, `${source.reads.length} reads`);
});

Deno.test("positions beyond 4 GiB are exact", () => {
  const start = 5 * 2 ** 32 + 3;
  const source = hashSource(2 ** 45);
  const direct = permute(
    leaf({ source: 0, position: start, dtype: "uint8", shape: [3, 2 ** 33, 2] }),
    [1, 0, 2],
  );
  const opened = openTensor(direct, [source], { bytes: new Uint8Array(64) });
  const row = 2 ** 33 - 5;
  const into = new Uint8Array(12);
  opened.read(row * 6, into);
  const expected = [0, 1].flatMap((r) =>
    [0, 1, 2].flatMap((plane) =>
      [0, 1].map((byte) => hashedByte(start + plane * 2 ** 34 + (row + r) * 2 + byte))
    )
  );
  assert.deepEqual([...into], expected);
});

Deno.test("a cast far into a large tensor is exact", () => {
  const tensor = cast(
    leaf({ source: 0, position: 1, dtype: "bfloat16", shape: [2 ** 34] }),
    "float32",
  );
  const opened = openTensor(tensor, [hashSource(2 ** 36)], { bytes: new Uint8Array(64) });
  const into = new Uint8Array(7);
  const element = 2 ** 33 + 1;
  opened.read(element * 4 + 2, into);
  const upper = (e: number) => [0, 0, hashedByte(1 + e * 2), hashedByte(2 + e * 2)];
  const expected = [...upper(element), ...upper(element + 1), ...upper(element + 2)].slice(2, 9);
  assert.deepEqual([...into], expected);
});
