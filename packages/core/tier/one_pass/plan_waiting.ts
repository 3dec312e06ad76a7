/**
 * What will have to wait, and where: known before the first byte comes.
 *
 * @module
 */
import { WaitingError } from "../../errors.ts";
import { inTurn } from "../../in_turn.ts";
import { openStowage } from "../stowage.ts";
import { endOf, type Schedule, type Stretch } from "./schedule.ts";

/** What one tier will hold, in bytes. */
export interface PlannedTier {
  /** The most that it may hold. */
  readonly capacity: number;
  /** The most that it will hold at a time. */
  readonly peak: number;
  /** All that will be put into it. */
  readonly taken: number;
}

/** What will have to wait, in bytes. */
export interface PlannedWaiting {
  /** All that comes before it is needed, or is needed more than once. */
  readonly bytes: number;
  /** The most of it at a time. */
  readonly peak: number;
  readonly memory: PlannedTier;
  /** `taken` is what is spilled: the least for the order in which the bytes come and are needed. */
  readonly disk: PlannedTier;
}

/** Bytes that there are for waiting. */
export interface WaitingSpace {
  readonly memory: number;
  /** 0 where there is no disk to spill to; may be infinite. */
  readonly disk: number;
  /** Bytes of memory that are taken for other things: what would do is said with them. */
  readonly besides: number;
}

/**
 * Goes through a schedule as it will be carried out, moving no byte. Pure.
 *
 * What is counted is an upper bound where a portion may read less of a range than all of it, and exact elsewhere.
 *
 * @throws WaitingError when what has to wait does not fit.
 */
export function planWaiting(schedule: Schedule, space: WaitingSpace): PlannedWaiting {
  const { bytes, peak } = leastWaiting(schedule);
  if (peak > space.memory + space.disk) {
    const { memory, disk } = space;
    throw new WaitingError(peak, { memory, disk }, {
      memory: space.besides + Math.max(0, peak - space.disk),
      disk: peak - space.memory,
    });
  }
  const stowage = openStowage<Stretch>([space.memory, space.disk], {
    put() {},
    move() {},
    drop() {},
  });
  walk(schedule, {
    come: (key, length) => void inTurn(stowage.admit({ key, offset: 0, length, until: key.until })),
    made: stowage.release,
  });
  const [memory, disk] = stowage.fillings.map(({ capacity, peak, taken }) => (
    { capacity, peak, taken }
  ));
  return { bytes, peak, memory: memory!, disk: disk! };
}

/** What waits wherever it does: all of it, and at a time. */
function leastWaiting(schedule: Schedule): { bytes: number; peak: number } {
  const ending = new Map<number, number>();
  let [bytes, waiting, peak] = [0, 0, 0];
  walk(schedule, {
    come({ until }, length) {
      ending.set(until, (ending.get(until) ?? 0) + length);
      bytes += length;
      waiting += length;
      peak = Math.max(peak, waiting);
    },
    made(portion) {
      waiting -= ending.get(portion) ?? 0;
      ending.delete(portion);
    },
  });
  return { bytes, peak };
}

/** Tells, portion by portion, what comes and has to wait. */
function walk(
  { portions, stretches }: Schedule,
  tell: { come(stretch: Stretch, length: number): void; made(portion: number): void },
): void {
  let next = 0;
  for (const [now, portion] of portions.entries()) {
    const end = endOf(portion);
    for (; next < stretches.length && stretches[next]!.start < end; next++) {
      const stretch = stretches[next]!;
      if (stretch.until === now && stretch.passes) continue;
      tell.come(stretch, stretch.stop - stretch.start);
    }
    tell.made(now);
  }
}
