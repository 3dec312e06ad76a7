/**
 * Carries out a plan: bytes from the source into a new checkpoint.
 *
 * @module
 */
import { type Crc32, loadCrc32 } from "../checksum/crc32.ts";
import type { FileSums } from "../checksum/file_sums.ts";
import { digestOfPlan } from "../commit/plan_digest.ts";
import { checkUnchanged, identify, type SourceIdentity } from "../commit/source_identity.ts";
import { openStaging, type Staging } from "../commit/staging.ts";
import { bytesOf } from "../dtype.ts";
import { OptionError, ReadBackError, SourceChangedError } from "../errors.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import type { Container, ContainerWriter } from "../io/container.ts";
import { makeManifest, manifestText, PROGRAM } from "../manifest/make_manifest.ts";
import { MANIFEST_FILE } from "../manifest/manifest.ts";
import type { Plan, PlannedShard } from "../plan/plan.ts";
import { allocateBuffers } from "../tensor/wasm/kernels.ts";
import { checkEqual } from "./check_equal.ts";
import { checkSources } from "./check_sources.ts";
import { copyCompanions, writeSmall } from "./companions.ts";
import { openMeter } from "./meter.ts";
import { checkRoom } from "./output/check_room.ts";
import { keepFinished } from "./output/keep_finished.ts";
import type { Notice } from "./output/notice.ts";
import { type OutputFiles, outputFiles, replacedBy } from "./output/output_files.ts";
import { readBack } from "./output/read_back.ts";
import type { Spill } from "./stream/one_pass_work.ts";
import { writeInOnePass } from "./stream/write_in_one_pass.ts";
import { writeShard } from "./write_shard.ts";

/** Where a conversion stands. */
export interface Progress {
  /** Whether bytes are being written, or read back to compare them. */
  readonly step: "write" | "verify";
  /** Tensor and file that it is at. */
  readonly tensor: string;
  readonly file: string;
  /** Bytes done so far, and in all. */
  readonly done: number;
  readonly total: number;
}

/** Options of {@link writeCheckpoint}. */
export interface WriteOptions {
  /** The container to write; it must be the plan's. That of the source when absent. */
  readonly container?: Container;
  /** Whether to replace a checkpoint that is there. */
  readonly overwrite?: boolean;
  /** Whether to begin anew where another conversion to the destination was stopped, and give up what it has finished. */
  readonly restart?: boolean;
  /** Whether to read back what was written, and compare checksums, before it is put in place. */
  readonly verify?: boolean;
  /**
   * The families whose checkpoints are replaced, beside the one that is written and that of the source. Files of another family that
   * stayed might be taken for the checkpoint instead of the new ones.
   */
  readonly replaces?: readonly Container[];
  /** Whether to wait until everything is on the disk before putting it in place; so when absent. */
  readonly sync?: boolean;
  /** Where bytes of a source that comes once may wait; only memory when absent. */
  readonly spill?: Spill;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly onNotice?: (notice: Notice) => void;
}

/** What {@link writeCheckpoint} did. */
export interface Written {
  /** Bytes of files of tensors that it wrote. */
  readonly bytes: number;
  /** Bytes of those that an earlier run had finished. */
  readonly found: number;
}

/**
 * Writes the checkpoint that a plan describes. Until everything is complete, the destination has nothing that could be taken for
 * a checkpoint, or still has its old one.
 *
 * When this throws, or the process is killed, the files that were complete stay in a folder within the destination, under whose
 * name nothing takes them for a checkpoint, and the same conversion goes on from there. Where none was, all is as it was.
 *
 * @throws DestinationError when the destination cannot be written, or another conversion to it is running or was stopped.
 * @throws SourceReadError when the source cannot be read, SourceChangedError when it changed meanwhile.
 * @throws MalformedCheckpointError when the plan was made for other files.
 * @throws TiedTensorsError when tensors that the plan leaves out as tied are not the same.
 * @throws InexactError when the way back is to be exact, and is not.
 * @throws ReadBackError when what was written reads back as something else, with `verify`.
 * @throws the reason of `signal`, when it is aborted.
 */
export async function writeCheckpoint(
  plan: Plan,
  checkpoint: Checkpoint,
  destination: string,
  options: WriteOptions = {},
): Promise<Written> {
  const container = options.container ?? checkpoint.container;
  const { writer, name } = container;
  if (writer === undefined || name !== plan.container) {
    throw new OptionError(`Cannot write a plan for container ${plan.container} as ${name}`);
  }
  checkSources(plan, checkpoint.sources);
  const { overwrite = false, restart = false, sync = true, replaces = [], onNotice } = options;
  const source = identify(checkpoint);
  const output = outputFiles(plan, checkpoint, writer);
  const { companions, incoming } = checkpoint;
  const families = new Set([container, checkpoint.container, ...replaces]);
  const digest = await digestOfPlan(plan, checkpoint);
  const staging = openStaging(destination, checkpoint, {
    overwrite,
    restart,
    sync,
    beginning: { program: PROGRAM, digest, ...(incoming === undefined && { source }) },
    files: output.names,
    replaces: replacedBy(companions, destination, families),
    onCommitted: (files, isThis) => onNotice?.({ kind: "committed", files, isThis }),
  });
  if (staging === undefined) return { bytes: 0, found: plan.bytesWritten };
  const work = { plan, checkpoint, source, writer, output, digest, staging, sync, options };
  try {
    const crc32 = await loadCrc32();
    await keepFinished(staging, { sync, crc32, signal: options.signal });
    const left = plan.shards.filter(({ file }) => !staging.finished.has(file));
    const bytes = left.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (!staging.isLocked) onNotice?.({ kind: "unlocked" });
    await checkRoom(destination, bytes + bytesBeside(work), onNotice);
    await writeFiles(work, left, crc32);
    checkUnchanged(checkpoint, source);
    options.signal?.throwIfAborted();
    staging.commit(output.names);
    return { bytes, found: plan.bytesWritten - bytes };
  } catch (error) {
    giveUp(error, work);
    throw error;
  }
}

/** All that carrying out a plan takes. */
interface Work {
  readonly plan: Plan;
  readonly checkpoint: Checkpoint;
  readonly source: SourceIdentity;
  readonly writer: ContainerWriter;
  readonly output: OutputFiles;
  readonly digest: string;
  readonly staging: Staging;
  readonly sync: boolean;
  readonly options: WriteOptions;
}

/** Bytes of the files that go along, and of the index. */
function bytesBeside({ checkpoint: { sources }, source, output: { index } }: Work): number {
  const companions = source.slice(sources.length);
  return companions.reduce((sum, { found }) => sum + (found?.byteLength ?? 0), 0) +
    (index?.bytes.length ?? 0);
}

/** Keeps what another run can go on with. Bytes that are wrong, or of a source that is not there any more, are of no use. */
function giveUp(
  error: unknown,
  { staging, plan, checkpoint: { incoming }, options: { onNotice } }: Work,
): void {
  const isOfNoUse = incoming !== undefined || error instanceof SourceChangedError ||
    error instanceof ReadBackError;
  const finished = staging.finished.size;
  if (isOfNoUse || finished === 0) return staging.abandon();
  staging.leave();
  onNotice?.({ kind: "kept", finished, files: plan.shards.length });
}

/** Writes all that is not there yet, the manifest last. */
async function writeFiles(
  work: Work,
  left: readonly PlannedShard[],
  crc32: Crc32,
): Promise<void> {
  const { plan, checkpoint, writer, output, digest, staging, sync, options } = work;
  const { incoming, sources } = checkpoint;
  const { spill, signal, verify = false, onProgress, onNotice } = options;
  const { path } = staging;
  const finished = (file: string, sums: FileSums) =>
    staging.finish({ file, ...sums, synced: sync });
  if (staging.finished.size > 0) {
    const files = plan.shards.length;
    onNotice?.({ kind: "resumed", finished: staging.finished.size, files });
  } else if (incoming === undefined) await checkEqual(plan, sources, signal);
  const small = { path, sync, crc32 };
  const written = await copyCompanions(plan, checkpoint, small);
  if (incoming === undefined) await writeShards(work, left, crc32, finished);
  else {
    const target = { writer, path, sync, crc32, finished, spill, signal, onProgress };
    await writeInOnePass(plan, incoming, target);
  }
  for (const { file } of plan.shards) written.set(file, staging.finished.get(file)!);
  const { index } = output;
  if (index !== undefined) {
    written.set(index.file, await writeSmall(index.file, [index.bytes], small));
  }
  const manifest = makeManifest(plan, digest, written);
  await writeSmall(MANIFEST_FILE, encoded(manifestText(manifest)), small);
  if (verify) await readBack(path(""), manifest, { crc32, signal, onProgress });
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array, void> {
  const encoder = new TextEncoder();
  for (const piece of pieces) yield encoder.encode(piece);
}

async function writeShards(
  { plan, checkpoint: { sources }, writer, staging, sync, options: { signal, onProgress } }: Work,
  left: readonly PlannedShard[],
  crc32: Crc32,
  finished: (file: string, sums: FileSums) => void,
): Promise<void> {
  const { output, outputs, scratch } = plan.memory.buffers;
  const [tiles, ...buffers] = allocateBuffers([scratch, ...Array(outputs).fill(output)]);
  const total = tensorBytesOf(plan.shards);
  const meter = openMeter<Pick<Progress, "tensor" | "file">>({
    total,
    signal,
    report: (at, done) => onProgress?.({ ...at, step: "write", done, total }),
  });
  const before = total - tensorBytesOf(left);
  if (before > 0) meter.advance(before, { tensor: "", file: left[0]?.file ?? "" });
  const work = { sources, writer, buffers, scratch: { bytes: tiles! }, meter, crc32 };
  for (const shard of left) {
    const sums = await writeShard(shard, staging.path(shard.file), sync, work);
    finished(shard.file, sums);
  }
}

function tensorBytesOf(shards: readonly PlannedShard[]): number {
  return shards.flatMap(({ tensors }) => tensors)
    .reduce((sum, { tensor: { dtype, shape } }) => sum + bytesOf(dtype, shape), 0);
}
