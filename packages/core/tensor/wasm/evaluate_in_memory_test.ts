import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryTensor } from "../../testing/arbitrary_tensor.ts";
import { memorySource } from "../../testing/memory_source.ts";
import { naiveBytes } from "../../testing/naive.ts";
import { openTensor, scratchNeeded } from "../open_tensor.ts";
import type { LazyTensor } from "../lazy_tensor.ts";
import { add, cast, leaf, permute, reshape } from "../operations.ts";
import { allocateBuffers } from "./kernels.ts";

/** One memory for all runs: each memory reserves gigabytes of addresses. */
const [output, scratch] = allocateBuffers([2 ** 22, 2 ** 22]) as [Uint8Array, Uint8Array];

/** Where output and scratch lie: only together in one memory are they reached by the kernels. */
const arbitraryPlaces = fc.record({
  outputInside: fc.boolean(),
  scratchInside: fc.boolean(),
  outputShift: fc.nat(17),
  scratchShift: fc.nat(17),
  spare: fc.oneof(fc.nat(64), fc.nat(4000)),
  windows: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
});
type Places = typeof arbitraryPlaces extends fc.Arbitrary<infer T> ? T : never;

function read(
  tensor: LazyTensor,
  sources: readonly Uint8Array[],
  { outputInside, scratchInside, outputShift, scratchShift, spare, windows }: Places,
): Uint8Array {
  const scratchBytes = scratchNeeded(tensor).least + spare;
  const bytes = (scratchInside ? scratch : new Uint8Array(scratchBytes + scratchShift))
    .subarray(scratchShift, scratchShift + scratchBytes);
  const opened = openTensor(tensor, sources.map((s) => memorySource(s)), { bytes });
  const into = (outputInside ? output : new Uint8Array(opened.byteLength + outputShift))
    .subarray(outputShift, outputShift + opened.byteLength);
  let position = 0;
  for (let w = 0; position < into.length; w++) {
    const stop = Math.min(into.length, position + windows[w % windows.length]!);
    opened.read(position, into.subarray(position, stop));
    position = stop;
  }
  return into;
}

Deno.test("any tensor is what its definition says, wherever output and scratch lie", () => {
  fc.assert(
    fc.property(arbitraryTensor(), arbitraryPlaces, ({ tensor, sources }, places) => {
      assert.deepEqual(read(tensor, sources, places), naiveBytes(tensor, sources));
    }),
    { numRuns: 3000 },
  );
});

/** Transposes with work after them, larger than a block in registers, a square and a window. */
const arbitraryTranspose = fc.record({
  rows: fc.integer({ min: 1, max: 50 }),
  columns: fc.integer({ min: 1, max: 50 }),
  outer: fc.integer({ min: 1, max: 3 }),
  run: fc.constantFrom(1, 1, 1, 2, 3, 20),
  dtype: fc.constantFrom("uint8", "bfloat16", "float16", "float32", "float64", "int64"),
  after: fc.constantFrom("nothing", "float32", "bfloat16", "sum"),
}).map(({ rows, columns, outer, run, dtype, after }) => {
  const shape = [outer, rows, columns, run];
  const of = permute(leaf({ source: 0, position: 3, dtype, shape }), [0, 2, 1, 3]);
  const flat = reshape(of, [outer * columns, rows * run]);
  if (dtype === "uint8" || dtype === "int64" || after === "nothing") return flat;
  return after === "sum" ? add(flat, 1) : cast(flat, after as "float32" | "bfloat16");
});

Deno.test("transposes, cast or not, are what their definition says", () => {
  const source = Uint8Array.from(
    { length: 3 + 3 * 50 * 50 * 20 * 8 },
    (_, i) => Math.imul(i, 0x9e3779b1) >>> 21,
  );
  fc.assert(
    fc.property(arbitraryTranspose, arbitraryPlaces, (tensor, places) => {
      assert.deepEqual(read(tensor, [source], places), naiveBytes(tensor, [source]));
    }),
    { numRuns: 60 },
  );
});

Deno.test("a cast of many blocks in one window is the same inside and outside of the memory", () => {
  const shape = [300_007];
  const source = Uint8Array.from({ length: 8 * 300_007 }, (_, i) => Math.imul(i, 40503) >> 7);
  const outside = { outputInside: false, scratchInside: false, outputShift: 1, scratchShift: 0 };
  const inside = { ...outside, outputInside: true, scratchInside: true };
  const windows = [2 ** 20 + 1];
  for (const [from, to] of [["bfloat16", "float32"], ["float32", "float16"]] as const) {
    const tensor = cast(leaf({ source: 0, position: 5, dtype: from, shape }), to);
    const slow = read(tensor, [source], { ...outside, spare: 100, windows });
    for (const spare of [50, 2 ** 20]) {
      assert.deepEqual(read(tensor, [source], { ...inside, spare, windows }), slow);
    }
  }
});
