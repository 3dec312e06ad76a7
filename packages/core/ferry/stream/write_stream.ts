/**
 * Carries out a plan into a stream: the file that the plan describes, byte after byte.
 *
 * @module
 */
import { checkUnchanged, identify } from "../../commit/source_identity.ts";
import { bytesOf } from "../../dtype.ts";
import { OptionError } from "../../errors.ts";
import type { Checkpoint } from "../../io/checkpoint.ts";
import type { Container } from "../../io/container.ts";
import { stepsOf } from "../../plan/memory.ts";
import { partOf } from "../../plan/part.ts";
import type { Plan } from "../../plan/plan.ts";
import { openHold } from "../../tensor/wasm/kernels.ts";
import type { JobPortion } from "../../tier/one_pass/schedule.ts";
import { checkEqual } from "../check_equal.ts";
import { checkSources } from "../check_sources.ts";
import { openMeter } from "../meter.ts";
import type { Progress } from "../write_options.ts";
import { makePortions } from "./make_portions.ts";
import { type OnePassWork, openOnePassWork, type Spill } from "./one_pass_work.ts";
import { stoppable } from "./stoppable.ts";

/** Something that takes bytes one after another: a pipe, an upload. */
export interface OutputStream {
  /** What to call it in an error. */
  readonly name: string;
  /** Takes all of `bytes`, which are the caller's again when it is done. */
  write(bytes: Uint8Array): void | Promise<void>;
}

/** Options of {@link writeStream}. */
export interface WriteStreamOptions {
  /** The container to write; it must be the plan's. That of the source when absent. */
  readonly container?: Container;
  /** Where bytes of a source that comes once may wait; only memory when absent. */
  readonly spill?: Spill;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Writes the one file of a plan to a stream. The source may be a stream too. The last bytes are written only when all that is to
 * be compared is the same and a stream that was read has ended where it should: until then the receiver has an incomplete file.
 *
 * @throws OptionError when the plan has several files; plan without a limit of their size.
 * @throws SourceReadError, SourceChangedError, MalformedCheckpointError, TiedTensorsError, InexactError, WaitingError or TierError as
 * `writeCheckpoint` does, what the stream throws, and the reason of `signal`.
 *
 * @example
 * ```ts ignore
 * const plan = planConversion(checkpoint, { plugins, to: "transformers", maxShardSize: Infinity });
 * await writeStream(plan, checkpoint, { name: "the upload", write: (bytes) => upload.write(bytes) });
 * ```
 */
export async function writeStream(
  plan: Plan,
  checkpoint: Checkpoint,
  output: OutputStream,
  options: WriteStreamOptions = {},
): Promise<void> {
  const { writer, name } = options.container ?? checkpoint.container;
  if (writer === undefined || name !== plan.container) {
    throw new OptionError(`Cannot write a plan for container ${plan.container} as ${name}`);
  }
  const [shard, second] = plan.shards;
  if (shard === undefined || second !== undefined) {
    throw new OptionError(
      `Cannot write ${plan.shards.length} files to ${output.name}: a stream is one. Plan without a limit of their size`,
    );
  }
  const parts = shard.tensors.map(partOf);
  const index = writer.index([{ file: shard.file, tensors: parts }]);
  if (index !== undefined) {
    throw new OptionError(
      `Cannot write container ${name} to ${output.name}: a stream is one file, and it needs ${index.file} besides. Give a folder`,
    );
  }
  checkSources(plan, checkpoint.sources);
  const { signal, onProgress, spill } = options;
  const outline = writer.outline(parts);
  const put = inOrder(outline.fixed, (bytes) => stoppable(() => output.write(bytes), signal));
  const { incoming } = checkpoint;
  const { portions, work, close } = incoming !== undefined
    ? openOnePassWork(plan, incoming, { order: "given", spill, signal })
    : await atAnyPosition(plan, checkpoint, signal);
  try {
    const total = work.jobs.reduce((sum, [{ dtype, shape }]) => sum + bytesOf(dtype, shape), 0);
    const meter = openMeter<string>({
      total,
      signal,
      report: (tensor, done) =>
        onProgress?.({ step: "write", tensor, file: shard.file, done, total }),
    });
    await makePortions(portions, {
      ...work,
      places: shard.tensors.map(({ name }) => ({ file: 0, position: outline.tensors.get(name)! })),
      write: ({ position }, bytes) => put(position, bytes),
      advance(bytes, job) {
        if (meter.advance(bytes, shard.tensors[job]?.name ?? "")) return meter.turn();
      },
    });
    await put(outline.byteLength, new Uint8Array(0));
  } finally {
    close();
  }
}

/** The tensors of a plan one after another, each whole. */
async function atAnyPosition(
  plan: Plan,
  checkpoint: Checkpoint,
  signal: AbortSignal | undefined,
): Promise<OnePassWork> {
  const { sources } = checkpoint;
  // Only of files can be told whether they are what they were.
  const files = { ...checkpoint, sources: sources.filter(({ file }) => file), companions: [] };
  const found = files.sources.length === 0 ? [] : identify(files);
  const hold = openHold(stepsOf(plan, 1));
  await checkEqual(plan, sources, hold, signal);
  const planned = plan.shards.flatMap(({ tensors }) => tensors);
  const [tiles, first, second] = hold("make");
  const nothing = new Uint8Array(0);
  const work: OnePassWork["work"] = {
    sources,
    jobs: planned.map(({ tensor }) => [tensor] as const),
    names: planned.map(({ name }) => name),
    buffers: [first!, second!],
    scratch: { bytes: tiles! },
    compared: [nothing, nothing],
    made() {},
    // As long as the last bytes are not there, the receiver knows that something is wrong.
    beforeLast() {
      if (found.length > 0) checkUnchanged(files, found);
    },
    differ: (job) => {
      throw new RangeError(`job ${job} compares nothing`);
    },
  };
  const portions = planned.map(({ tensor: { dtype, shape } }, job): JobPortion => (
    { job, from: 0, to: bytesOf(dtype, shape), ranges: [], isCopy: true }
  ));
  return { portions, work, close() {} };
}

/** Puts the parts of a file that are not tensors before and between those that are. */
function inOrder(
  fixed: readonly { readonly position: number; readonly bytes: Uint8Array }[],
  write: (bytes: Uint8Array) => void | Promise<void>,
): (position: number, bytes: Uint8Array) => Promise<void> {
  const rest = fixed.toSorted((a, b) => a.position - b.position);
  let written = 0;
  return async (position, bytes) => {
    for (let next = rest[0]; next?.position === written; next = rest[0]) {
      rest.shift();
      await write(next.bytes);
      written += next.bytes.length;
    }
    if (position !== written) {
      throw new OptionError(
        `Cannot write a file as a stream whose bytes from ${written} to ${position} come later`,
      );
    }
    if (bytes.length > 0) await write(bytes);
    written += bytes.length;
  };
}
