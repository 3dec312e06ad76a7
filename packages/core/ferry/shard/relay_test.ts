import assert from "node:assert/strict";
import fc from "fast-check";
import type { ByteSource } from "../../io/byte_source.ts";
import type { OutputFile } from "../../io/output_file.ts";
import { hashSource } from "../../testing/memory_source.ts";
import { bytesOf } from "../../dtype.ts";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import { openTensor } from "../../tensor/open_tensor.ts";
import { cast, concat, leaf, permute, stack } from "../../tensor/operations.ts";
import { relay } from "./relay.ts";
import type { PlacedTensor } from "./stretches.ts";

const SOURCE_BYTES = 2 ** 21;

/** Turns of the event loop that something on another thread takes, in turn and again. */
type Delays = readonly number[];

/** Waits as long as its turn says. */
function waiter(delays: Delays): () => Promise<void> {
  let turn = 0;
  return async () => {
    for (let i = delays[turn++ % delays.length]!; i > 0; i--) {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };
}

/** A source whose reads behind fill `into` only when their time has come. */
function slowSource(wait: () => Promise<void>): ByteSource & { behind: number } {
  const source = hashSource(SOURCE_BYTES);
  return {
    ...source,
    behind: 0,
    async readBehind(position, into) {
      this.behind++;
      await wait();
      await source.read(position, into);
    },
  };
}

/** A file that takes the bytes of a write behind only when their time has come: whoever changes them before is found out. */
function slowFile(bytes: Uint8Array, wait: () => Promise<void>): OutputFile {
  let underWay = 0;
  return {
    write(position, piece) {
      assert.equal(underWay, 0, "one write at a time");
      bytes.set(piece, position);
    },
    async writeBehind(position, piece) {
      assert.equal(underWay++, 0, "one write at a time");
      await wait();
      bytes.set(piece, position);
      underWay--;
    },
    sync: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

const position = fc.nat(SOURCE_BYTES / 4).map((n) => 2 * n);
const rows = fc.integer({ min: 1, max: 300 });

function matrix(at: number, rows: number, columns: number): LazyTensor {
  return leaf({ source: 0, position: at, dtype: "bfloat16", shape: [rows, columns] });
}

/** Copies in runs long and short, what is put in order, and what is changed. */
const arbitraryWork: fc.Arbitrary<LazyTensor> = fc.oneof(
  fc.tuple(position, fc.nat(400_000)).map(([at, n]) => matrix(at, 1, n)),
  fc.tuple(position, position, rows).map(([a, b, n]) => (
    concat(1, [matrix(a, n, 500), matrix(b, n, 30)])
  )),
  fc.tuple(position, rows).map(([at, n]) => permute(matrix(at, n, 700), [1, 0])),
  fc.tuple(position, rows).map(([at, n]) => cast(matrix(at, n, 700), "float32")),
);

const arbitraryDelays = fc.array(fc.nat(3), { minLength: 1, maxLength: 5 });

/** A tensor read in one go: that this is what its definition says is shown beside `openTensor`. */
function bytesOfAlone(tensor: LazyTensor, of = hashSource(SOURCE_BYTES)): Uint8Array {
  const scratch = { bytes: new Uint8Array(2 ** 20) };
  const source = openTensor(tensor, [of], scratch);
  const into = new Uint8Array(source.byteLength);
  assert.equal(source.read(0, into), undefined);
  return into;
}

/** Tensors one after another, some with a gap before them. */
function placed(tensors: readonly LazyTensor[], gaps: readonly number[]): PlacedTensor[] {
  let end = 0;
  return tensors.map((tensor, i) => {
    const position = end + gaps[i % gaps.length]!;
    end = position + bytesOf(tensor.dtype, tensor.shape);
    return { name: `t${i}`, tensor, position };
  });
}

Deno.test("tensors reach their places, however reads and writes on other threads come to their end", async () => {
  let behind = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryWork, { minLength: 1, maxLength: 6 }),
      fc.array(fc.constantFrom(0, 0, 8), { minLength: 1, maxLength: 4 }),
      fc.record({ reads: arbitraryDelays, writes: arbitraryDelays }),
      fc.record({ size: fc.constantFrom(2 ** 16, 2 ** 17), count: fc.integer({ min: 1, max: 4 }) }),
      fc.boolean(),
      async (works, gaps, delays, { size, count }, alone) => {
        const tensors = placed(works, gaps);
        const { tensor, position } = tensors.at(-1)!;
        const file = new Uint8Array(position + bytesOf(tensor.dtype, tensor.shape));
        const source = slowSource(waiter(delays.reads));
        const told = new Map<string, number>();
        await relay(tensors, slowFile(file, waiter(delays.writes)), {
          sources: [source],
          buffers: Array.from({ length: count }, () => new Uint8Array(size)),
          scratch: { bytes: new Uint8Array(2 ** 20) },
          alone,
          passed({ name }, bytes) {
            told.set(name, (told.get(name) ?? 0) + bytes.length);
          },
        });
        behind += source.behind;
        for (const { name, tensor, position } of tensors) {
          const expected = bytesOfAlone(tensor);
          assert.equal(told.get(name) ?? 0, expected.length);
          assert.ok(
            expected.every((byte, i) => byte === file[position + i]),
            `${name} is not what it is by itself`,
          );
        }
      },
    ),
    { numRuns: 60 },
  );
  assert.ok(behind > 0, "some reads have to be long");
});

Deno.test("what lies together is written from multiples of the size of a buffer on", async () => {
  const size = 2 ** 16;
  const tensors = placed([matrix(0, 1, 100_001), matrix(2, 3, 70_000), matrix(4, 1, 7)], [1000, 0]);
  const positions: number[] = [];
  const file = slowFile(new Uint8Array(2 ** 20), waiter([0]));
  await relay(tensors, {
    ...file,
    write(position, piece) {
      positions.push(position);
      file.write(position, piece);
    },
  }, {
    sources: [hashSource(SOURCE_BYTES)],
    buffers: [0, 1, 2].map(() => new Uint8Array(size)),
    scratch: { bytes: new Uint8Array(0) },
    alone: true,
    passed: () => {},
  });
  const begins = tensors.filter((_, i) => i % 2 === 0).map(({ position }) => position);
  assert.deepEqual(positions.filter((position) => position % size !== 0), begins);
  assert.ok(positions.length > 2 * begins.length);
});

Deno.test("a read that fails behind is told with its tensor, when nothing is under way any more", async () => {
  const wait = waiter([2]);
  const source = slowSource(wait);
  let open = 0;
  const failing: ByteSource = {
    ...source,
    async readBehind(position, into) {
      open++;
      await wait();
      open--;
      if (position >= 2 ** 18) throw new Error("the disk is gone");
      await source.read(position, into);
    },
  };
  const tensor = matrix(0, 1, 2 ** 19);
  await assert.rejects(
    relay([{ name: "weight", tensor, position: 0 }], slowFile(new Uint8Array(2 ** 20), wait), {
      sources: [failing],
      buffers: [0, 1, 2].map(() => new Uint8Array(2 ** 17)),
      scratch: { bytes: new Uint8Array(0) },
      alone: true,
      passed: () => {},
    }),
    /the disk is gone/,
  );
  assert.equal(open, 0);
});

Deno.test("a source that is waited for is read forward, and all reaches its place", async () => {
  const size = 2 ** 18;
  const source = hashSource(2 ** 23);
  const reads: number[] = [];
  const waitedFor: ByteSource = {
    ...source,
    read(position, into) {
      // As a disk does: nobody else has a turn meanwhile.
      if (reads.length === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      reads.push(position);
      return source.read(position, into);
    },
  };
  const part = (i: number) =>
    leaf({ source: 0, position: i * size, dtype: "uint8", shape: [size] });
  // Experts as they lie in text order, stacked by number.
  const stacked = stack(0, [0, 1, 12, 15, 18, 21, 24, 27, 2, 3].map(part));
  const tensors = placed([stacked, part(4)], [13, 0]);
  const file = new Uint8Array(13 + 11 * size);
  const passed = new Uint8Array(11 * size);
  await relay(tensors, slowFile(file, waiter([0])), {
    sources: [waitedFor],
    buffers: [new Uint8Array(size)],
    scratch: { bytes: new Uint8Array(0) },
    alone: false,
    passed: ({ position }, bytes, at) => passed.set(bytes, position - 13 + at),
  });
  assert.deepEqual(reads.slice(1), reads.slice(1).toSorted((a, b) => a - b));
  assert.deepEqual(file.subarray(13), passed);
  for (const { tensor, position } of tensors) {
    const expected = bytesOfAlone(tensor, source);
    assert.ok(expected.every((byte, i) => byte === file[position + i]));
  }
});
