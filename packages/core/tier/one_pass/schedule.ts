/**
 * The order in which tensors are made from bytes that come once, and what that asks of the bytes.
 *
 * @module
 */
import { InvalidTensorError } from "../../errors.ts";
import { bytesOf } from "../../dtype.ts";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import type { ByteRange } from "../free_space.ts";
import { merged, type Portion, portionsOf } from "./portions.ts";

/** What is to be done: a tensor to be made, or two to be compared. */
export type Job = readonly [LazyTensor] | readonly [LazyTensor, LazyTensor];

/** Part of a job, done in one go. */
export interface JobPortion extends Portion {
  /** The number of the job. */
  readonly job: number;
}

/** A range of the source that is needed as one. */
export interface Stretch extends ByteRange {
  /** The number of the last portion that needs it. */
  readonly until: number;
  /** Whether no other portion does, and that one copies it: it need not wait if it comes when it is asked for. */
  readonly passes: boolean;
}

/** All portions, in the order in which they are made. */
export interface Schedule {
  /** The number of the source that comes once. */
  readonly source: number;
  readonly portions: readonly JobPortion[];
  /** By position, none overlapping another. Bytes in none of them are not needed. */
  readonly stretches: readonly Stretch[];
}

/**
 * The order of portions. `given`: that of the tensors, for a destination that takes bytes one after another; comparisons
 * come as early as they can. `arrival`: each portion as soon as the last of its bytes has come, for a destination that takes
 * them anywhere; no other order lets less wait.
 */
export type PortionOrder = "given" | "arrival";

/** Bytes of a portion, of what can be cut. */
const GRAIN = 2 ** 20;
/** Portions of a large model, about: those that can be cut grow with it, so that their list does not. */
const MOST_PORTIONS = 2 ** 16;

/** What a schedule is made for. */
export interface ScheduleOptions {
  /** The number of the source that comes once. */
  readonly source: number;
  readonly order: PortionOrder;
  /** The most working memory that tensors will have, in bytes. */
  readonly scratch: number;
}

/** Cuts jobs into portions and orders them. Pure. */
export function scheduleOf(
  jobs: readonly Job[],
  { source, order, scratch }: ScheduleOptions,
): Schedule {
  const total = jobs.flat().reduce((sum, { dtype, shape }) => sum + bytesOf(dtype, shape), 0);
  const grain = Math.max(GRAIN, 2 ** Math.ceil(Math.log2(total / MOST_PORTIONS)));
  const cutting = { grain, scratch };
  const portions = jobs.flatMap(([one, two], job) => {
    const ofOne = portionsOf(one, source, cutting);
    const all = two === undefined ? ofOne : sideBySide(ofOne, portionsOf(two, source, cutting));
    return all.map((portion): JobPortion => ({ ...portion, job }));
  });
  const ordered = order === "arrival"
    ? portions.toSorted((a, b) => endOf(a) - endOf(b))
    : withEarlyComparisons(
      portions.filter(({ job }) => jobs[job]!.length === 1),
      portions.filter(({ job }) => jobs[job]!.length === 2),
    );
  return { source, portions: ordered, stretches: stretchesOf(ordered) };
}

/** Where the last byte that a portion needs lies. */
export function endOf({ ranges }: Portion): number {
  return ranges.at(-1)?.stop ?? 0;
}

/** The portions of one tensor, with what the same bytes of another need besides. */
function sideBySide(one: readonly Portion[], two: readonly Portion[]): Portion[] {
  if (one.at(-1)?.to !== two.at(-1)?.to) {
    throw new InvalidTensorError("Cannot compare two tensors of other sizes");
  }
  let first = 0;
  return one.map(({ from, to, ranges }) => {
    while (two[first]!.to <= from) first++;
    const all = [...ranges];
    for (let t = first; t < two.length && two[t]!.from < to; t++) all.push(...two[t]!.ranges);
    return { from, to, ranges: merged(all), isCopy: false };
  });
}

/** Puts each comparison where all that it needs has come. */
function withEarlyComparisons(
  made: readonly JobPortion[],
  compared: readonly JobPortion[],
): JobPortion[] {
  const waiting = compared.toSorted((a, b) => endOf(b) - endOf(a));
  const ordered: JobPortion[] = [];
  let come = 0;
  for (const portion of made) {
    ordered.push(portion);
    come = Math.max(come, endOf(portion));
    while (waiting.length > 0 && endOf(waiting.at(-1)!) <= come) ordered.push(waiting.pop()!);
  }
  return [...ordered, ...waiting.toReversed()];
}

interface Use extends ByteRange {
  readonly portion: number;
  readonly isCopy: boolean;
}

/** Cuts the source wherever a range begins or ends. */
function stretchesOf(portions: readonly JobPortion[]): Stretch[] {
  const uses = portions.flatMap(({ ranges, isCopy }, portion) =>
    ranges.filter(({ start, stop }) => start < stop).map((range): Use => ({
      ...range,
      portion,
      isCopy,
    }))
  ).sort((a, b) => a.start - b.start);
  const cuts = uses.flatMap(({ start, stop }) => [start, stop]).sort((a, b) => a - b);
  const stretches: Stretch[] = [];
  let open: Use[] = [];
  let next = 0;
  for (const [i, start] of cuts.entries()) {
    const stop = cuts[i + 1];
    if (stop === undefined || stop === start) continue;
    open = open.filter((use) => use.stop > start);
    while (uses[next] !== undefined && uses[next]!.start <= start) open.push(uses[next++]!);
    if (open.length === 0) continue;
    const until = open.reduce((last, { portion }) => Math.max(last, portion), 0);
    stretches.push({ start, stop, until, passes: open.length === 1 && open[0]!.isCopy });
  }
  return stretches;
}
