/**
 * Carries out a plan: bytes from the source into a new checkpoint.
 *
 * @module
 */
import { bytesOf } from "../dtype.ts";
import { OptionError } from "../errors.ts";
import { type Checkpoint, CONFIG_FILE } from "../io/checkpoint.ts";
import type { Container } from "../io/container.ts";
import { openStaging } from "../io/staging.ts";
import type { Plan } from "../plan/plan.ts";
import { allocateBuffers } from "../tensor/wasm/kernels.ts";
import { checkEqual } from "./check_equal.ts";
import { checkSources } from "./check_sources.ts";
import { copyCompanions, writeWhole } from "./companions.ts";
import { openMeter } from "./meter.ts";
import { writeShard } from "./write_shard.ts";

/** Where a conversion stands. */
export interface Progress {
  /** Tensor and file that are being written. */
  readonly tensor: string;
  readonly file: string;
  /** Bytes of tensors written so far, and in all. */
  readonly done: number;
  readonly total: number;
}

/** Options of {@link writeCheckpoint}. */
export interface WriteOptions {
  /** The container to write; it must be the plan's. That of the source when absent. */
  readonly container?: Container;
  /** Whether to replace a checkpoint that is there. */
  readonly overwrite?: boolean;
  /** Whether to wait until everything is on the disk before putting it in place; so when absent. */
  readonly sync?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Writes the checkpoint that a plan describes. Until everything is complete, the destination has nothing that could be taken for
 * a checkpoint, or still has its old one; when this throws, it is as it was.
 *
 * @throws DestinationError when the destination cannot be written.
 * @throws SourceReadError when the source cannot be read.
 * @throws MalformedCheckpointError when the plan was made for other files.
 * @throws TiedTensorsError when tensors that the plan leaves out as tied are not the same.
 * @throws InexactError when the way back is to be exact, and is not.
 * @throws the reason of `signal`, when it is aborted.
 */
export async function writeCheckpoint(
  plan: Plan,
  checkpoint: Checkpoint,
  destination: string,
  options: WriteOptions = {},
): Promise<void> {
  const { writer, name } = options.container ?? checkpoint.container;
  if (writer === undefined || name !== plan.container) {
    throw new OptionError(`Cannot write a plan for container ${plan.container} as ${name}`);
  }
  checkSources(plan, checkpoint.sources);
  const { overwrite = false, sync = true } = options;
  const companions = new Set(checkpoint.companions);
  const staging = openStaging(destination, checkpoint, {
    overwrite,
    sync,
    // A config that stays from another checkpoint would be taken for this one's.
    replaces: (file) => writer.claims(file) || companions.has(file) || file === CONFIG_FILE,
  });
  try {
    await checkEqual(plan, checkpoint.sources, options.signal);
    const files = await copyCompanions(plan, checkpoint, staging, sync);
    const { output, scratch } = plan.memory.buffers;
    const [buffer, tiles] = allocateBuffers([output, scratch]);
    const total = plan.shards.flatMap(({ tensors }) => tensors)
      .reduce((sum, { tensor: { dtype, shape } }) => sum + bytesOf(dtype, shape), 0);
    const work = {
      sources: checkpoint.sources,
      writer,
      buffer: buffer!,
      tiles: { bytes: tiles! },
      meter: openMeter<{ readonly tensor: string; readonly file: string }>({
        total,
        signal: options.signal,
        report: (at, done) => options.onProgress?.({ ...at, done, total }),
      }),
    };
    for (const shard of plan.shards) await writeShard(shard, staging.path(shard.file), sync, work);
    files.push(...plan.shards.map(({ file }) => file));
    const index = writer.index(plan.shards.map(({ file, tensors }) => ({
      file,
      tensors: tensors.map(({ name, tensor: { dtype, shape } }) => ({ name, dtype, shape })),
    })));
    if (index !== undefined) {
      await writeWhole(staging.path(index.file), index.bytes, sync);
      files.push(index.file);
    }
    options.signal?.throwIfAborted();
    staging.commit(files);
  } catch (error) {
    staging.abandon();
    throw error;
  }
}
