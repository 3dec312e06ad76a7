/**
 * Carries out a plan: bytes from the source into a new checkpoint.
 *
 * @module
 */
import { loadCrc32 } from "../checksum/crc32.ts";
import { digestOfPlan } from "../commit/plan_digest.ts";
import {
  checkUnchanged,
  firstChange,
  identify,
  type SourceIdentity,
} from "../commit/source_identity.ts";
import { openStaging } from "../commit/staging.ts";
import { OptionError, ReadBackError, SourceChangedError } from "../errors.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import { PROGRAM } from "../manifest/make_manifest.ts";
import { stepsOf } from "../plan/memory.ts";
import type { Plan } from "../plan/plan.ts";
import { openHold } from "../tensor/wasm/kernels.ts";
import { checkSources } from "./check_sources.ts";
import { checkRoom } from "./output/check_room.ts";
import { keepFinished } from "./output/keep_finished.ts";
import { type OutputFiles, outputFiles, replacedBy, takenInstead } from "./output/output_files.ts";
import { openWorkers } from "./worker/open_workers.ts";
import { writeFiles } from "./write_files.ts";
import type { WriteOptions, Written } from "./write_options.ts";

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
 * @throws WorkerError when a second thread cannot work; the source and the disk have errors of their own.
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
  const { overwrite = false, restart = false, sync = true, verify = false } = options;
  const { replaces = [], signal, onProgress, onNotice } = options;
  const source = identify(checkpoint);
  const output = outputFiles(plan, checkpoint, writer);
  const { companions, incoming } = checkpoint;
  const families = new Set([container, checkpoint.container, ...replaces]);
  // They start while all else is made ready.
  await using workers = openWorkers(plan, checkpoint.sources, {
    threads: options.threads,
    onRefused: (flag) => onNotice?.({ kind: "one-thread", flag }),
  });
  const hold = openHold(stepsOf(plan, 1 + workers.threads.length));
  const digest = await digestOfPlan(plan, checkpoint);
  const staging = await openStaging(destination, checkpoint, {
    overwrite,
    restart,
    sync,
    beginning: { program: PROGRAM, digest, ...(incoming === undefined && { source }) },
    files: output.names,
    replaces: replacedBy(companions, destination, families),
    takenInstead: (kept) =>
      takenInstead([...kept, ...output.names], new Set(output.names), container, replaces),
    verify,
    signal,
    onProgress,
    onCommitted: (files, isThis) => onNotice?.({ kind: "committed", files, isThis }),
    onTakenBack: (files, faults) => onNotice?.({ kind: "taken-back", files, faults }),
  });
  if (staging === undefined) return { bytes: 0, found: plan.bytesWritten };
  try {
    const crc32 = await loadCrc32();
    await keepFinished(staging, { sync, crc32, hold, signal });
    const left = plan.shards.filter(({ file }) => !staging.finished.has(file));
    const bytes = left.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (!staging.isLocked) onNotice?.({ kind: "unlocked" });
    await checkRoom(destination, bytes + bytesBeside(checkpoint, source, output), onNotice);
    const { index } = output;
    const work = {
      plan,
      checkpoint,
      writer,
      index,
      digest,
      staging,
      left,
      workers,
      hold,
      crc32,
      options,
    };
    const written = await writeFiles(work);
    checkUnchanged(checkpoint, source);
    signal?.throwIfAborted();
    staging.commit(output.names.map((file) => ({ file, ...written.get(file)! })));
    return { bytes, found: plan.bytesWritten - bytes };
  } catch (error) {
    const finished = staging.finished.size;
    if (finished > 0 && isOfUseAfter(error, checkpoint, source)) {
      staging.leave();
      onNotice?.({ kind: "kept", finished, files: plan.shards.length });
    } else staging.abandon();
    throw error;
  }
}

/** Bytes of the files that go along, and of the index. */
function bytesBeside(
  { sources }: Checkpoint,
  source: SourceIdentity,
  { index }: OutputFiles,
): number {
  const companions = source.slice(sources.length);
  return companions.reduce((sum, { found }) => sum + (found?.byteLength ?? 0), 0) +
    (index?.bytes.length ?? 0);
}

/** Whether another run can go on from what is finished. Bytes that are wrong, or of a source that is not there any more, are of no use. */
function isOfUseAfter(error: unknown, checkpoint: Checkpoint, source: SourceIdentity): boolean {
  if (checkpoint.incoming !== undefined || error instanceof ReadBackError) return false;
  if (error instanceof SourceChangedError) return false;
  try {
    // A read that falls short is heard of before the change that it is due to.
    return firstChange(source, identify(checkpoint)) === undefined;
  } catch {
    // What cannot be looked at, such as a disk that has gone, may be back as it was.
    return true;
  }
}
