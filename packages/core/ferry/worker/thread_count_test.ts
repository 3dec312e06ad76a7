import assert from "node:assert/strict";
import { OptionError } from "../../errors.ts";
import type { ByteSource } from "../../io/byte_source.ts";
import { planMemory, shareOf } from "../../plan/memory.ts";
import type { PlannedMemory, PlannedShard } from "../../plan/plan.ts";
import { scratchNeeded } from "../../tensor/open_tensor.ts";
import { leaf, permute } from "../../tensor/operations.ts";
import { threadCount } from "./thread_count.ts";

const MIB = 2 ** 20;
const file: ByteSource = {
  name: "a",
  byteLength: 1,
  file: { path: "a", byteLength: 1 },
  read: () => {},
};
const memory: PlannedMemory = {
  budget: 64 * MIB,
  least: MIB,
  buffers: { output: MIB, outputs: 3, scratch: 40 * MIB },
};

function shards(count: number, byteLength: number): PlannedShard[] {
  return Array.from({ length: count }, (_, i) => ({ file: `${i}`, byteLength, tensors: [] }));
}

const large = { shards: shards(5, 2 ** 30), sources: [file], memory };

Deno.test("threadCount() gives each thread a shard, and no small work a second thread", () => {
  assert.equal(threadCount(large), Math.min(2, navigator.hardwareConcurrency));
  assert.equal(threadCount(large, 1), 1);
  assert.equal(threadCount(large, 9), 5);
  assert.equal(threadCount({ ...large, shards: shards(1, 2 ** 30) }), 1);
  assert.equal(threadCount({ ...large, shards: shards(5, MIB) }), 1);
  assert.equal(threadCount({ ...large, shards: shards(5, MIB) }, 2), 2);
  assert.equal(threadCount({ ...large, shards: [] }, 2), 1);
});

Deno.test("threadCount() refuses what is no number of threads, also where there would be one", () => {
  for (const asked of [0, -1, 1.5, NaN, Infinity]) {
    assert.throws(() => threadCount(large, asked), OptionError);
    assert.throws(() => threadCount({ ...large, sources: [] }, asked), OptionError);
  }
});

Deno.test("threadCount() is 1 where another thread could not read a source", () => {
  const { file: _, ...stream } = file;
  assert.equal(threadCount({ ...large, sources: [file, stream] }, 4), 1);
});

Deno.test("threadCount() keeps to the budget, and shareOf() splits it", () => {
  assert.equal(threadCount({ ...large, memory: { ...memory, least: 30 * MIB } }, 5), 2);
  assert.equal(threadCount({ ...large, memory: { ...memory, least: 40 * MIB } }, 5), 1);
  assert.deepEqual(shareOf(memory, 1), memory.buffers);
  const matrix = leaf({ source: 0, position: 0, dtype: "float32", shape: [3000, 3000] });
  const tensor = permute(matrix, [1, 0]);
  const { least: need } = scratchNeeded(tensor);
  const { least } = planMemory([tensor], 64 * MIB);
  for (const budget of [least, 64 * MIB, 20 * least]) {
    const memory = planMemory([tensor], budget);
    // Two sides of a comparison work within the least budget.
    const most = Math.max(2, Math.floor(budget / memory.least));
    for (let threads = 2; threads <= most; threads++) {
      const { output, outputs, scratch } = shareOf(memory, threads);
      assert.ok(threads * (output * outputs + scratch) <= memory.budget);
      assert.ok(output >= 2 ** 16 && scratch >= need, `${threads} threads`);
    }
  }
});
