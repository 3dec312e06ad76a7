/**
 * What is reserved in the course of some work, against its budget.
 *
 * @module
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shareOf } from "../plan/memory.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import type { Plan } from "../plan/plan.ts";
import { checkpointFile } from "../testing/checkpoint_file.ts";
import { declaredCheckpoint } from "../testing/memory_checkpoint.ts";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { iterConvert } from "./iter_convert.ts";
import { writeStream } from "./stream/write_stream.ts";
import { writeCheckpoint } from "./write_checkpoint.ts";

const PAGE = 2 ** 16;
/** What the kernels keep for themselves, and what is left of the last page. */
const BESIDE = 2 * PAGE;

/** The bytes of all memories that are made during some work, whether the garbage is collected or not, and of its longest read. */
async function watched(work: () => Promise<void>): Promise<{ reserved: number; read: number }> {
  const { Memory } = WebAssembly;
  const { readSync } = Deno.FsFile.prototype;
  let [reserved, read] = [0, 0];
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      reserved += descriptor.initial * PAGE;
    }
  };
  Deno.FsFile.prototype.readSync = function (into) {
    read = Math.max(read, into.length);
    return readSync.call(this, into);
  };
  try {
    await work();
  } finally {
    WebAssembly.Memory = Memory;
    Deno.FsFile.prototype.readSync = readSync;
  }
  return { reserved, read };
}

const source = declaredCheckpoint(toy, toyConfig);

/** A plan that compares first, as the way back is to be exact. */
function planIn(memory: number, maxShardSize = 200): Plan {
  const options = { plugins: [toy], to: "trainer", exact: true, maxShardSize, memory };
  return planConversion(source, options);
}

const { least } = planIn(2 ** 26).memory;

for (const threads of [1, 2, 3]) {
  const budget = threads * least;
  Deno.test(`${threads} threads in ${budget} bytes reserve no more, and read nothing in longer pieces`, async () => {
    using file = checkpointFile(source);
    using folder = temporaryFolder();
    const [from, to] = [join(folder.path, "from"), join(folder.path, "to")];
    mkdirSync(from);
    writeFileSync(join(from, "tokenizer.model"), new Uint8Array(2 ** 20));
    const checkpoint = { ...file, path: from, companions: ["tokenizer.model"] };
    const plan = planIn(budget);
    assert.ok(plan.proofs.length > 0);
    const { reserved, read } = await watched(async () => {
      await writeCheckpoint(plan, checkpoint, to, { threads, verify: true, sync: false });
    });
    const { output, outputs, scratch } = shareOf(plan.memory, threads);
    const left = budget - (threads - 1) * (output * outputs + scratch);
    assert.ok(reserved <= left + BESIDE, `${reserved} bytes, and there are ${left}`);
    assert.ok(read <= left, `a read of ${read} bytes, and there are ${left}`);
  });
}

Deno.test("tensors that are handed out or streamed are made where they were compared", async () => {
  const works = [
    async () => {
      const plan = planIn(least);
      for await (const [, tensor] of iterConvert(plan, source)) await tensor.bytes();
    },
    () => writeStream(planIn(least, Infinity), source, { name: "nobody", write() {} }),
  ];
  for (const work of works) {
    const { reserved } = await watched(work);
    assert.ok(reserved <= least + BESIDE, `${reserved} bytes, and there are ${least}`);
  }
});
