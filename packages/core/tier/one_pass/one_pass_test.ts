import assert from "node:assert/strict";
import fc from "fast-check";
import { bytesOf } from "../../dtype.ts";
import { WaitingError } from "../../errors.ts";
import { makePortions } from "../../ferry/stream/make_portions.ts";
import { scratchNeeded } from "../../tensor/open_tensor.ts";
import { arbitraryTensor } from "../../testing/arbitrary_tensor.ts";
import { leaf } from "../../tensor/operations.ts";
import { naiveBytes } from "../../testing/naive.ts";
import { memoryTier } from "../memory_tier.ts";
import { openWaitingRoom } from "../waiting_room.ts";
import { type ByteStream, streamOf } from "./byte_stream.ts";
import { openOnePass } from "./one_pass_source.ts";
import { planWaiting } from "./plan_waiting.ts";
import { type Job, type PortionOrder, scheduleOf } from "./schedule.ts";

/** The bytes in chunks of the given sizes, over and over. */
function chunked(bytes: Uint8Array, sizes: readonly number[]): ByteStream {
  return streamOf(
    "the stream",
    (function* () {
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = sizes[i % sizes.length]!;
        yield bytes.subarray(at, at + size);
        at += size;
      }
    })(),
  );
}

interface Sizes {
  readonly memory: number;
  readonly transfer: number;
  readonly output: number;
  readonly chunks: readonly number[];
  readonly order: PortionOrder;
}

const sizes: fc.Arbitrary<Sizes> = fc.record({
  memory: fc.nat(400),
  transfer: fc.integer({ min: 1, max: 100 }),
  output: fc.integer({ min: 1, max: 300 }),
  chunks: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
  order: fc.constantFrom("given", "arrival"),
});

/** Makes tensors of which one source comes as a stream, and answers their bytes and how full the tiers were. */
async function madeInOnePass(
  jobs: readonly Job[],
  sources: readonly Uint8Array[],
  { memory, transfer, output, chunks, order }: Sizes,
) {
  const least = Math.max(0, ...jobs.flat().map((tensor) => scratchNeeded(tensor).least));
  const schedule = scheduleOf(jobs, { source: 0, order, scratch: least + 100 });
  const planned = planWaiting(schedule, { memory, disk: Infinity, besides: 0 });
  const tiers = [memoryTier(planned.memory.peak), memoryTier(planned.disk.peak)];
  const room = openWaitingRoom<number>(tiers, new Uint8Array(transfer));
  const source = openOnePass({
    stream: chunked(sources[0]!, chunks),
    position: 0,
    byteLength: sources[0]!.length,
    schedule,
    room,
    transfer: new Uint8Array(transfer),
  });
  const rest = { name: "rest", byteLength: sources[1]!.length };
  const made = jobs.map(([{ dtype, shape }]) => new Uint8Array(bytesOf(dtype, shape)));
  await makePortions(schedule.portions, {
    sources: [source, {
      ...rest,
      read: (position, into) =>
        void into.set(sources[1]!.subarray(position, position + into.length)),
    }],
    jobs,
    names: jobs.map((_, job) => `t.${job}`),
    places: jobs.map((_, file) => ({ file, position: 0 })),
    buffers: [new Uint8Array(output), new Uint8Array(output)],
    scratch: { bytes: new Uint8Array(least + 100) },
    compared: [new Uint8Array(64), new Uint8Array(64)],
    write: ({ file, position }, bytes) => made[file]!.set(bytes, position),
    advance() {},
    made: source.made,
    differ(job) {
      throw new Error(`job ${job} differs`);
    },
    beforeLast: source.finish,
  });
  assert(tiers.every(({ used }) => used === 0), "nothing waits after its last use");
  return { made, planned, fillings: room.fillings, schedule };
}

Deno.test("tensors made in one pass are those made from files, whatever the order and the room", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryTensor(), { minLength: 1, maxLength: 4 }),
      fc.nat(15),
      sizes,
      async (cases, paired, sizes) => {
        const { sources } = cases[0]!;
        const jobs = cases.map(({ tensor }, i): Job =>
          paired >> i & 1 ? [tensor, tensor] : [tensor]
        );
        const { made, planned, fillings } = await madeInOnePass(jobs, sources, sizes);
        for (const [i, job] of jobs.entries()) {
          if (job.length === 1) assert.deepEqual(made[i], naiveBytes(job[0], sources));
        }
        assert(fillings[0]!.peak <= planned.memory.peak);
        assert(fillings[1]!.peak <= planned.disk.peak);
        assert(fillings[1]!.taken <= planned.disk.taken);
      },
    ),
    { numRuns: 500 },
  );
});

/** Tensors of the given sizes as they lie one after another, in another order. */
function reordered(lengths: readonly number[], order: readonly number[]): Job[] {
  let position = 0;
  const inPlace = lengths.map((length): Job => {
    position += length;
    const at = position - length;
    return [leaf({ source: 0, position: at, dtype: "uint8", shape: [length] })];
  });
  return order.map((i) => inPlace[i]!);
}

const orders = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 7 }).chain((
  lengths,
) =>
  fc.record({
    lengths: fc.constant(lengths),
    order: fc.shuffledSubarray([...lengths.keys()], { minLength: lengths.length }),
  })
);

Deno.test("what is planned to wait is what waits", async () => {
  await fc.assert(
    fc.asyncProperty(orders, sizes, async ({ lengths, order }, sizes) => {
      const total = lengths.reduce((sum, length) => sum + length, 0);
      const bytes = Uint8Array.from({ length: total }, (_, i) => i);
      const jobs = reordered(lengths, order);
      const { planned, fillings } = await madeInOnePass(jobs, [bytes, bytes], sizes);
      assert.deepEqual(
        fillings.map(({ peak, taken }) => ({ peak, taken })),
        [planned.memory, planned.disk].map(({ peak, taken }) => ({ peak, taken })),
      );
      if (sizes.order === "arrival") assert.equal(planned.bytes, 0, "whole tensors never wait");
    }),
  );
});

Deno.test("what does not fit is refused with the numbers that do", () => {
  fc.assert(
    fc.property(orders, fc.nat(200), fc.nat(200), fc.nat(50), (
      { lengths, order },
      memory,
      disk,
      besides,
    ) => {
      const schedule = scheduleOf(reordered(lengths, order), {
        source: 0,
        order: "given",
        scratch: 0,
      });
      const plan = (memory: number, disk: number) =>
        planWaiting(schedule, { memory, disk, besides });
      try {
        const { peak, memory: planned } = plan(memory, disk);
        assert(peak <= memory + disk && planned.peak <= memory);
      } catch (error) {
        assert(error instanceof WaitingError);
        const { wouldDo } = error;
        assert.equal(plan(wouldDo.memory - besides, disk).peak, error.needed);
        assert.equal(plan(memory, wouldDo.disk).peak, error.needed);
        assert.throws(() => plan(wouldDo.memory - besides - 1, disk), WaitingError);
        assert.throws(() => plan(memory, wouldDo.disk - 1), WaitingError);
      }
    }),
  );
});

function openOver(stream: ByteStream, byteLength: number) {
  const jobs = reordered([4, 4], [1, 0]);
  const schedule = scheduleOf(jobs, { source: 0, order: "given", scratch: 0 });
  const room = openWaitingRoom<number>([memoryTier(100)], new Uint8Array(10));
  const transfer = new Uint8Array(3);
  return openOnePass({ stream, position: 0, byteLength, schedule, room, transfer });
}

Deno.test("a stream that ends too early or too late is an error that says where", async () => {
  const into = new Uint8Array(4);
  const short = openOver(chunked(new Uint8Array(6), [4]), 8);
  await assert.rejects(async () => await short.read(4, into), {
    tag: "SourceRead",
    message: /ends at byte 6 of 8/,
  });
  const cut = openOver(chunked(new Uint8Array(6), [4]), 8);
  await assert.rejects(cut.finish(), { tag: "SourceRead", message: /ends at byte 6 of 8/ });
  const long = openOver(chunked(new Uint8Array(9), [9]), 8);
  await assert.rejects(long.finish(), { tag: "MalformedCheckpoint", message: /after 8 bytes/ });
  await openOver(chunked(new Uint8Array(8), [3]), 8).finish();
});

Deno.test("bytes that have passed are never made up", async () => {
  const source = openOver(chunked(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7), [8]), 8);
  const into = new Uint8Array(4);
  await source.read(4, into);
  assert.deepEqual([...into], [4, 5, 6, 7]);
  assert.throws(() => source.read(4, into), { tag: "InvalidTensor" });
  source.made(0);
  await source.read(0, into);
  assert.deepEqual([...into], [0, 1, 2, 3]);
  source.made(1);
  assert.throws(() => source.read(0, into), { tag: "InvalidTensor" });
  assert.throws(() => source.read(6, into), { tag: "SourceRead" });
});
