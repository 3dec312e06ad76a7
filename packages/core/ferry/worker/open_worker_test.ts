import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { DestinationError, SourceReadError, WorkerError } from "../../errors.ts";
import type { FoundFile } from "../../io/byte_source.ts";
import { openFile } from "../../io/file_source.ts";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import { cast, leaf, permute } from "../../tensor/operations.ts";
import { temporaryFolder } from "../../testing/temporary_folder.ts";
import { advance, beginProgress, endProgress, STEP } from "../ahead/progress.ts";
import { type Meter, openMeter } from "../meter.ts";
import type { FileLoad } from "../shard/pour.ts";
import type { WorkerSetup } from "./messages.ts";
import { openWorker, type Thread } from "./open_worker.ts";

const BYTES = 2 ** 20;

const bytes = Uint8Array.from({ length: BYTES }, (_, i) => i * 31 % 251);

/** What a worker, a file to read and one to write are there for. */
interface Setting {
  readonly worker: Thread;
  readonly file: FoundFile;
  readonly load: FileLoad;
}

/** What may be otherwise. */
interface Circumstances extends Pick<WorkerSetup, "ahead"> {
  /** What the worker is told of the file. */
  readonly change?: (file: FoundFile) => FoundFile;
}

/** A test of a worker that reads a file of 1 MiB. */
function withWorker(
  name: string,
  body: (setting: Setting) => Promise<void>,
  { change = (file) => file, ...ahead }: Circumstances = {},
): void {
  Deno.test(name, async () => {
    using folder = temporaryFolder();
    const [from, path] = [join(folder.path, "from"), join(folder.path, "to")];
    writeFileSync(from, bytes);
    writeFileSync(path, "");
    const source = openFile(from);
    source.close();
    const file = change(source.file);
    const buffers = { output: 2 ** 16, outputs: 1, scratch: 2 ** 16 };
    const worker = openWorker({ sources: [file], buffers, ...ahead });
    try {
      await body({ worker, file, load: { path, tensors: TENSORS, sync: false } });
    } finally {
      await worker.close();
      // Closing it again does nothing.
      await worker.close();
    }
  });
}

function matrix(position: number, rows: number, columns: number): LazyTensor {
  return leaf({ source: 0, position, dtype: "bfloat16", shape: [rows, columns] });
}

const TENSORS = [
  { name: "copied", tensor: matrix(10, 300, 700), position: 8 },
  { name: "turned", tensor: permute(matrix(100, 40, 30), [1, 0]), position: 420_008 },
  { name: "empty", tensor: matrix(0, 0, 3), position: 422_408 },
  { name: "cast", tensor: cast(matrix(5000, 70, 10), "float32"), position: 422_408 },
];

function meter(): Meter<string> {
  return openMeter({ total: Infinity, signal: undefined, report: () => {} });
}

withWorker(
  "a worker writes tensors at their places, and tells their checksums",
  async (setting) => {
    const { worker, load } = setting;
    let counted = 0;
    const sums = await worker.pour(load, {
      advance: (bytes) => (counted += bytes) < 0,
      turn: () => Promise.resolve(),
    });
    const written = readFileSync(load.path);
    assert.deepEqual(written.subarray(8, 420_008), Buffer.from(bytes.subarray(10, 420_010)));
    const ends = [420_008, 422_408, 422_408, 425_208];
    assert.deepEqual(
      [...sums],
      load.tensors.map(({ position }, i) => crc32(written.subarray(position, ends[i]))),
    );
    assert.equal(counted, 425_200);
  },
);

withWorker(
  "a source that fails on a worker is the error that it is here",
  async ({ worker, load }) => {
    const failing = worker.pour(load, meter());
    await assert.rejects(failing, (error) => {
      assert.ok(error instanceof SourceReadError);
      assert.equal(error.tensor, "copied");
      assert.match(error.message, /for tensor "copied": it had 1048577 bytes when it was opened/);
      return true;
    });
  },
  { change: (file) => ({ ...file, byteLength: BYTES + 1 }) },
);

withWorker("a worker says what cannot be written, and goes on with the next", async (setting) => {
  const { worker, load } = setting;
  await assert.rejects(
    worker.pour({ ...load, path: join(load.path, "no") }, meter()),
    (error) => error instanceof DestinationError && /Nothing was committed/.test(error.message),
  );
  assert.equal((await worker.pour(load, meter())).length, load.tensors.length);
});

withWorker("a worker that has ended its load need not be waited for", async ({ worker, load }) => {
  assert.equal(worker.hasEnded(), false);
  const pouring = worker.pour(load, meter());
  // No message can come through meanwhile.
  const began = performance.now();
  while (!worker.hasEnded() && performance.now() - began < 60_000);
  assert.equal(worker.hasEnded(), true);
  let sums: Uint32Array | undefined;
  pouring.then((found) => sums = found);
  await worker.heard();
  assert.equal(worker.hasEnded(), false);
  await Promise.resolve();
  assert.equal(sums?.length, load.tensors.length);
});

withWorker("a worker is closed when the turns that its reports began are over", async (setting) => {
  const { worker, load } = setting;
  let [begun, over] = [0, 0];
  await worker.pour(load, {
    advance: () => true,
    async turn() {
      begun++;
      await new Promise((resolve) => setTimeout(resolve, 100));
      over++;
    },
  });
  await worker.close();
  assert.ok(begun > 0);
  assert.equal(over, begun);
});

withWorker("a worker waits for nothing after work that cannot be sent", (setting) => {
  const { worker, load } = setting;
  const unsendable = Object.assign(matrix(0, 1, 1), { of: () => {} });
  const tensors = [{ name: "a", tensor: unsendable, position: 0 }];
  // Closing it, which comes next, would wait for that for ever.
  assert.throws(() => worker.pour({ ...load, tensors }, meter()), /clone/);
  return Promise.resolve();
});

withWorker("a worker that is closed in the middle writes nothing afterwards", async (setting) => {
  const { worker, load } = setting;
  const again = Array.from({ length: 4000 }, (_, i) => (
    { name: `t${i}`, tensor: matrix(0, 300, 700), position: i * 420_000 }
  ));
  const pouring = worker.pour({ ...load, tensors: again }, {
    advance: () => true,
    turn() {
      return Promise.reject(new Error("enough"));
    },
  });
  await assert.rejects(pouring, /enough/);
  await worker.close();
  const size = Deno.statSync(load.path).size;
  assert.ok(size < again.length * 420_000);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(Deno.statSync(load.path).size, size);
});

const READ_AHEAD = beginProgress([{ source: 0, path: "from", from: 0, to: BYTES }]);

withWorker("a worker follows what is read ahead", async ({ worker, load }) => {
  advance(READ_AHEAD, 0, STEP);
  const pouring = worker.pour(load, meter());
  try {
    const waiting = new Promise((resolve) => setTimeout(resolve, 200, "waits"));
    assert.equal(await Promise.race([pouring, waiting]), "waits");
    const copied = readFileSync(load.path).subarray(8, 420_008);
    assert.notDeepEqual(copied, Buffer.from(bytes.subarray(10, 420_010)));
  } finally {
    endProgress(READ_AHEAD);
  }
  await pouring;
  const copied = readFileSync(load.path).subarray(8, 420_008);
  assert.deepEqual(copied, Buffer.from(bytes.subarray(10, 420_010)));
}, { ahead: READ_AHEAD });

for (
  const [when, delay] of [["before it is given anything", 300], ["with work to do", 0]] as const
) {
  Deno.test(`a worker that fails ${when} says so, and again when it is asked again`, async () => {
    const buffers = { output: -1, outputs: 1, scratch: 0 };
    const worker = openWorker({ sources: [], buffers });
    await new Promise((resolve) => setTimeout(resolve, delay));
    const load: FileLoad = { path: "none", tensors: [], sync: false };
    for (const _ of [1, 2]) {
      await assert.rejects(
        worker.pour(load, meter()),
        (error) =>
          error instanceof WorkerError &&
          /Nothing was committed. Give --threads 1/.test(error.message),
      );
    }
    await worker.close();
  });
}
