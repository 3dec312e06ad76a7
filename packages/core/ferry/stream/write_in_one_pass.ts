/**
 * The files of a plan, written all at once from bytes that come once.
 *
 * @module
 */
import type { Crc32 } from "../../checksum/crc32.ts";
import type { FileSums } from "../../checksum/file_sums.ts";
import { watchFile } from "../../checksum/watch_file.ts";
import { bytesOf } from "../../dtype.ts";
import type { ContainerWriter } from "../../io/container.ts";
import { createFile, type OutputFile } from "../../io/output_file.ts";
import { partOf } from "../../plan/part.ts";
import type { Plan, PlannedShard } from "../../plan/plan.ts";
import type { Incoming } from "../../tier/one_pass/incoming.ts";
import { openMeter } from "../meter.ts";
import type { Progress } from "../write_options.ts";
import { withTensor } from "../with_tensor.ts";
import { makePortions } from "./make_portions.ts";
import { openOnePassWork, type Spill } from "./one_pass_work.ts";

/** What writing in one pass takes. */
export interface OnePassFiles {
  readonly writer: ContainerWriter;
  /** Where to write a file that will have this name. */
  path(file: string): string;
  /** Whether to wait until files are on the disk. */
  readonly sync: boolean;
  readonly crc32: Crc32;
  /** Called when a file is complete. */
  finished(file: string, sums: FileSums): void;
  readonly spill: Spill | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/**
 * Writes every shard of a plan. Tensors are made as their bytes come and go to their places in whatever file; a file is closed
 * when the last of it is written.
 */
export async function writeInOnePass(
  plan: Plan,
  incoming: Incoming,
  { spill, signal, onProgress, ...target }: OnePassFiles,
): Promise<void> {
  const { portions, work, close } = openOnePassWork(plan, incoming, {
    order: "arrival",
    spill,
    signal,
  });
  const files = plan.shards.map((shard) => fileOf(shard, target));
  try {
    const tensors = plan.shards.flatMap(({ tensors }, file) =>
      tensors.map(({ name }) => ({ name, file }))
    );
    const total = work.jobs.reduce((sum, [{ dtype, shape }]) => sum + bytesOf(dtype, shape), 0);
    const meter = openMeter<Pick<Progress, "tensor" | "file">>({
      total,
      signal,
      report: (at, done) => onProgress?.({ ...at, step: "write", done, total }),
    });
    await makePortions(portions, {
      ...work,
      places: tensors.map(({ name, file }) => ({ file, position: files[file]!.placeOf(name) })),
      write: ({ file, position }, bytes, tensor) => files[file]!.write(position, bytes, tensor),
      advance(bytes, job) {
        const { name: tensor, file } = tensors[job] ?? { name: "", file: 0 };
        if (meter.advance(bytes, { tensor, file: plan.shards[file]!.file })) return meter.turn();
      },
    });
    for (const file of files) await file.finish();
  } finally {
    for (const file of files) await file.close();
    close();
  }
}

/** A shard being written, in any order. */
interface ShardFile {
  placeOf(tensor: string): number;
  /** Finishes the file when these are the last bytes. One call at a time. Whatever fails says the tensor. */
  write(position: number, bytes: Uint8Array, tensor: string): Promise<void>;
  /** Makes sure that the file is there and complete. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

function fileOf(
  { file: name, tensors, byteLength }: PlannedShard,
  { writer, path, sync, crc32, finished }: Omit<OnePassFiles, "spill" | "signal" | "onProgress">,
): ShardFile {
  const parts = tensors.map(partOf);
  const outline = writer.outline(parts);
  const watch = watchFile(outline, parts, crc32);
  let left = byteLength;
  let output: OutputFile | undefined;
  let isFinished = false;

  function open(): OutputFile {
    const opened = createFile(path(name), sync);
    output = opened;
    for (const { position, bytes } of [...outline.fixed, ...watch.seals]) {
      opened.write(position, bytes);
      left -= bytes.length;
    }
    return opened;
  }

  async function close(): Promise<void> {
    const open = output;
    output = undefined;
    await open?.close();
  }

  async function finish(): Promise<void> {
    if (isFinished) return;
    const file = output ?? open();
    if (sync) await file.sync();
    await close();
    isFinished = true;
    finished(name, watch.sums());
  }

  return {
    placeOf: (tensor) => outline.tensors.get(tensor)!,
    async write(position, bytes, tensor) {
      try {
        for (const placed of [{ position, bytes }, ...watch.take(position, bytes)]) {
          await (output ?? open()).writeBehind(placed.position, placed.bytes);
          left -= placed.bytes.length;
        }
      } catch (error) {
        throw withTensor(error, tensor);
      }
      if (left === 0) await finish();
    },
    finish,
    close,
  };
}
