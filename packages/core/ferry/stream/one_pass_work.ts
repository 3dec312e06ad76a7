/**
 * A plan, made ready to be carried out on bytes that come once.
 *
 * @module
 */
import { InexactError, TiedTensorsError } from "../../errors.ts";
import type { Plan } from "../../plan/plan.ts";
import { allocateBuffers } from "../../tensor/wasm/kernels.ts";
import { diskTier } from "../../tier/disk_tier.ts";
import { memoryTier } from "../../tier/memory_tier.ts";
import type { Incoming } from "../../tier/one_pass/incoming.ts";
import { openOnePass } from "../../tier/one_pass/one_pass_source.ts";
import { jobsOf, planOnePass } from "../../tier/one_pass/plan_one_pass.ts";
import type { JobPortion, PortionOrder } from "../../tier/one_pass/schedule.ts";
import { openWaitingRoom } from "../../tier/waiting_room.ts";
import type { PortionWork } from "./make_portions.ts";
import { stoppableStream } from "./stoppable.ts";

/** Where bytes may wait that do not fit into memory. */
export interface Spill {
  /** A folder; nothing in it is left behind, whatever happens. */
  readonly folder: string;
  /** The most bytes of it; without end when absent. */
  readonly limit?: number;
}

/** What there is to do, and with what. */
export interface OnePassWork {
  readonly portions: readonly JobPortion[];
  readonly work: Pick<
    PortionWork,
    | "sources"
    | "jobs"
    | "names"
    | "buffers"
    | "scratch"
    | "compared"
    | "made"
    | "differ"
    | "beforeLast"
  >;
  /** Gives back what waited, and the disk. */
  close(): void;
}

/**
 * Opens the tiers and buffers that a plan needs.
 *
 * @throws WaitingError and the like, as {@link planOnePass} does.
 * @throws TierError when the folder to spill to cannot be used.
 */
export function openOnePassWork(
  plan: Plan,
  incoming: Incoming,
  { order, spill, signal }: {
    readonly order: PortionOrder;
    readonly spill: Spill | undefined;
    readonly signal: AbortSignal | undefined;
  },
): OnePassWork {
  const spillLimit = spill === undefined ? 0 : spill.limit ?? Infinity;
  const { schedule, buffers, waiting } = planOnePass(plan, { order, spillLimit });
  const { output, scratch, transfer, compared } = buffers;
  const [first, second, tiles, coming, moving, one, two] = allocateBuffers(
    [output, output, scratch, transfer, transfer, compared, compared],
  );
  const disks = spill !== undefined && waiting.disk.peak > 0
    ? [diskTier(spill.folder, waiting.disk.peak)]
    : [];
  // What a tier will hold is known, and no more is reserved.
  const room = openWaitingRoom<number>([memoryTier(waiting.memory.peak), ...disks], moving!);
  const source = openOnePass({
    ...incoming,
    stream: stoppableStream(incoming.stream, signal),
    schedule,
    room,
    transfer: coming!,
  });
  const outputs = plan.shards.flatMap(({ tensors }) => tensors.map(({ name }) => name));
  const pairs = [...plan.ties, ...plan.proofs];
  return {
    portions: schedule.portions,
    work: {
      sources: [source],
      jobs: jobsOf(plan),
      names: [...outputs, ...pairs.map(({ tensor }) => tensor)],
      buffers: [first!, second!],
      scratch: { bytes: tiles! },
      compared: [one!, two!],
      made: source.made,
      beforeLast: source.finish,
      differ(job) {
        const tie = plan.ties[job - outputs.length];
        if (tie !== undefined) throw new TiedTensorsError(tie.tensor, tie.tiedTo);
        throw new InexactError(pairs[job - outputs.length]!.tensor);
      },
    },
    close: () => disks.forEach((disk) => disk.close()),
  };
}
