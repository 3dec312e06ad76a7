/**
 * The files of a checkpoint, written beside each other.
 *
 * @module
 */
import type { Crc32 } from "../checksum/crc32.ts";
import type { FileSums } from "../checksum/file_sums.ts";
import type { Staging } from "../commit/staging.ts";
import { bytesOf } from "../dtype.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import type { ContainerWriter } from "../io/container.ts";
import { makeManifest, manifestText } from "../manifest/make_manifest.ts";
import { MANIFEST_FILE } from "../manifest/manifest.ts";
import type { StepSizes } from "../plan/memory.ts";
import type { Plan, PlannedShard } from "../plan/plan.ts";
import type { Hold } from "../tensor/wasm/kernels.ts";
import { textPortions } from "../text/text_portions.ts";
import { checkEqual } from "./check_equal.ts";
import { copyCompanions, writeSmall } from "./small_files.ts";
import { openMeter } from "./meter.ts";
import type { OutputFiles } from "./output/output_files.ts";
import { readBack } from "./output/read_back.ts";
import { writeShards } from "./shard/write_shards.ts";
import type { Workers } from "./worker/open_workers.ts";
import type { Progress, WriteOptions } from "./write_options.ts";

/** What carrying out a plan takes. */
interface Work {
  readonly plan: Plan;
  readonly checkpoint: Checkpoint;
  readonly writer: ContainerWriter;
  readonly index: OutputFiles["index"];
  readonly digest: string;
  readonly staging: Staging;
  /** The files of tensors that no earlier run has finished. */
  readonly left: readonly PlannedShard[];
  readonly workers: Workers;
  readonly hold: Hold<keyof StepSizes>;
  readonly crc32: Crc32;
  readonly options: WriteOptions;
}

/** Writes all that is not there yet, the manifest last. Answers what each file sums up to. */
export async function writeFiles(work: Work): Promise<ReadonlyMap<string, FileSums>> {
  const { plan, checkpoint, writer, index, digest, staging, crc32, hold, options } = work;
  const { incoming, sources } = checkpoint;
  const { sync = true, spill, signal, verify = false, onProgress, onNotice } = options;
  const { path } = staging;
  const finished = (file: string, sums: FileSums) =>
    staging.finish({ file, ...sums, synced: sync });
  if (staging.finished.size > 0) {
    const files = plan.shards.length;
    onNotice?.({ kind: "resumed", finished: staging.finished.size, files });
  } else if (incoming === undefined) await checkEqual(plan, sources, hold, signal);
  const meter = openMeter<object>({ total: Infinity, signal, report: () => {} });
  const small = { path, sync, crc32, hold, meter };
  const written = await copyCompanions(plan, checkpoint, small);
  if (incoming === undefined) await writeTensors(work, finished);
  else {
    // Only what comes as a stream needs what it takes.
    const { writeInOnePass } = await import("./stream/write_in_one_pass.ts");
    const target = { writer, path, sync, crc32, finished, spill, signal, onProgress };
    await writeInOnePass(plan, incoming, target);
  }
  for (const { file } of plan.shards) written.set(file, staging.finished.get(file)!);
  if (index !== undefined) {
    written.set(index.file, await writeSmall(index.file, [index.bytes], small));
  }
  const manifest = makeManifest(plan, digest, written);
  written.set(
    MANIFEST_FILE,
    await writeSmall(MANIFEST_FILE, encoded(manifestText(manifest)), small),
  );
  if (verify) await readBack(path(""), manifest, { crc32, hold, signal, onProgress });
  return written;
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array, void> {
  const encoder = new TextEncoder();
  for (const text of textPortions(pieces)) yield encoder.encode(text);
}

async function writeTensors(
  { plan, writer, staging, left, workers, hold, crc32, options }: Work,
  finished: (file: string, sums: FileSums) => void,
): Promise<void> {
  const { sync = true, signal, onProgress } = options;
  const total = tensorBytesOf(plan.shards);
  const meter = openMeter<Pick<Progress, "tensor" | "file">>({
    total,
    signal,
    report: (at, done) => onProgress?.({ ...at, step: "write", done, total }),
  });
  const before = total - tensorBytesOf(left);
  if (before > 0) meter.advance(before, { tensor: "", file: left[0]?.file ?? "" });
  await writeShards({
    shards: left,
    hold,
    writer,
    sync,
    crc32,
    workers,
    pathOf: staging.path,
    meter,
    finished,
  });
}

function tensorBytesOf(shards: readonly PlannedShard[]): number {
  return shards.flatMap(({ tensors }) => tensors)
    .reduce((sum, { tensor: { dtype, shape } }) => sum + bytesOf(dtype, shape), 0);
}
