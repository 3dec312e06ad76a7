import assert from "node:assert/strict";
import fc from "fast-check";
import { bytesOf } from "../../dtype.ts";
import { openTensor, scratchNeeded } from "../../tensor/open_tensor.ts";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import { cast, concat, leaf, permute, slice, stack } from "../../tensor/operations.ts";
import { arbitraryTensor } from "../../testing/arbitrary_tensor.ts";
import { hashSource, memorySource, type RecordedSource } from "../../testing/memory_source.ts";
import { portionsOf } from "./portions.ts";

/** Makes each portion in pieces, and holds what is read against what it says that it needs. */
async function checkReads(
  tensor: LazyTensor,
  sources: readonly RecordedSource[],
  { source, grain, scratch, piece }: {
    source: number;
    grain: number;
    scratch: number;
    piece: number;
  },
): Promise<void> {
  const { least } = scratchNeeded(tensor);
  const opened = openTensor(tensor, sources, { bytes: new Uint8Array(least + scratch) });
  const reads = sources[source]!.reads as { position: number; byteLength: number }[];
  let made = 0;
  for (
    const { from, to, ranges, isCopy } of portionsOf(tensor, source, {
      grain,
      scratch: least + scratch,
    })
  ) {
    assert(from <= made && to > made, "portions follow each other");
    for (let position = from; position < to; position += piece) {
      await opened.read(position, new Uint8Array(Math.min(piece, to - position)));
    }
    made = to;
    let next = ranges[0]?.start ?? 0;
    for (const { position, byteLength } of reads.splice(0)) {
      const within = ranges.some(({ start, stop }) =>
        start <= position && position + byteLength <= stop
      );
      assert(within, `reads ${byteLength} at ${position}, not in ${JSON.stringify(ranges)}`);
      if (!isCopy) continue;
      assert.equal(position, next, "a copy reads on where it stopped");
      next = position + byteLength;
    }
    if (isCopy && ranges.length > 0) assert.deepEqual([ranges.length, next], [1, ranges[0]!.stop]);
  }
  assert.equal(made, bytesOf(tensor.dtype, tensor.shape));
}

Deno.test("a portion reads nothing but what it says, however it is cut and whatever memory there is", async () => {
  const options = fc.record({
    source: fc.nat(1),
    grain: fc.constantFrom(64, 128, 1024),
    scratch: fc.constantFrom(0, 64, 300, 5000),
    piece: fc.integer({ min: 1, max: 200 }),
  });
  await fc.assert(
    fc.asyncProperty(
      arbitraryTensor(),
      options,
      ({ tensor, sources }, options) =>
        checkReads(tensor, sources.map((bytes) => memorySource(bytes)), options),
    ),
    { numRuns: 1000 },
  );
});

/** A matrix of bytes of the given shape, `index` of them after others. */
function matrix(index: number, shape: readonly number[], dtype: "uint8" | "bfloat16" = "uint8") {
  return leaf({ source: 0, position: index * bytesOf(dtype, shape), dtype, shape });
}

const LARGE: readonly (readonly [string, LazyTensor, portions: number])[] = [
  ["a copy", matrix(0, [64, 8192]), 8],
  ["a cast", cast(matrix(0, [64, 4096], "bfloat16"), "float32"), 16],
  ["stacked experts, in another order", stack(0, [2, 0, 1].map((e) => matrix(e, [64, 8192]))), 24],
  ["rows taken in turn", permute(matrix(0, [8, 2, 4, 8192]), [0, 2, 1, 3]), 8],
  ["long runs far apart", slice(matrix(0, [8, 4, 32768]), 1, 1, 2), 8],
  ["a transpose", permute(matrix(0, [512, 1024]), [1, 0]), 1],
  [
    "stacked transposes",
    stack(0, [0, 1, 3, 2].map((e) => permute(matrix(e, [64, 8192]), [1, 0]))),
    4,
  ],
  ["columns of long rows", slice(matrix(0, [64, 16384]), 1, 8192, 16384), 8],
  ["long rows side by side", concat(1, [matrix(0, [32, 8192]), matrix(1, [32, 8192])]), 8],
  ["short rows side by side", concat(1, [matrix(0, [4096, 16]), matrix(1, [4096, 16])]), 2],
];

for (const [what, tensor, portions] of LARGE) {
  Deno.test(`${what}: ${portions} portions of a large tensor`, async () => {
    const grain = 2 ** 16;
    assert.equal(portionsOf(tensor, 0, { grain, scratch: 0 }).length, portions);
    for (const scratch of [0, 2 ** 12, 2 ** 21]) {
      const options = { source: 0, grain, scratch, piece: 2 ** 14 + 8 };
      await checkReads(tensor, [hashSource(2 ** 21)], options);
    }
  });
}
