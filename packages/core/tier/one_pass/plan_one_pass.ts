/**
 * How a plan is carried out on bytes that come once.
 *
 * @module
 */
import { InexactError, MemoryBudgetError, TiedTensorsError } from "../../errors.ts";
import { planMemory } from "../../plan/memory.ts";
import type { BufferSizes, Plan } from "../../plan/plan.ts";
import { type LazyTensor, sameShape } from "../../tensor/lazy_tensor.ts";
import { type PlannedWaiting, planWaiting } from "./plan_waiting.ts";
import { type Job, type PortionOrder, type Schedule, scheduleOf } from "./schedule.ts";

/** What is asked for. */
export interface OnePassOptions {
  /**
   * `arrival` for files, which take tensors at any place, so that only what is put together waits; `given` for another
   * stream, which takes them one after another.
   */
  readonly order: PortionOrder;
  /** Bytes that may wait on a disk: none when absent. May be infinite. */
  readonly spillLimit?: number;
}

/** What will be done with bytes that come once. */
export interface OnePassPlan {
  readonly order: PortionOrder;
  readonly schedule: Schedule;
  readonly buffers: OnePassBuffers;
  /** What will have to wait, and where. */
  readonly waiting: PlannedWaiting;
}

/** Sizes of buffers, in bytes, beside those for what waits. */
export interface OnePassBuffers extends BufferSizes {
  /** Of each of two through which bytes come and go. */
  readonly transfer: number;
  /** Of each of two in which tensors are compared; 0 where none are. */
  readonly compared: number;
}

/** Bytes of a buffer through which bytes come and go: what is worth a call, and at most this part of the budget. */
const TRANSFER = { least: 2 ** 16, most: 2 ** 20, part: 1 / 64 };
const COMPARED_BYTES = 2 ** 16;
/** Output buffers: one that is written, and one that is filled. */
const OUTPUTS = 2;

/**
 * Plans how the tensors of a plan are made from bytes that come once, and what has to wait on the way. Pure.
 *
 * What the budget of the plan leaves beside the buffers is there for what waits.
 *
 * @throws WaitingError when that and the disk do not hold what has to wait, with what would.
 * @throws MemoryBudgetError when not even the buffers fit.
 * @throws TiedTensorsError or InexactError when headers show already that tensors differ which must not.
 */
export function planOnePass(plan: Plan, { order, spillLimit = 0 }: OnePassOptions): OnePassPlan {
  const jobs = jobsOf(plan);
  const { budget } = plan.memory;
  const buffers = splitBudget(jobs, budget);
  // What waits is to be the same whatever the budget, so that the one which is said to do does.
  const amplest = splitBudget(jobs, Number.MAX_SAFE_INTEGER);
  const schedule = scheduleOf(jobs, { source: 0, order, scratch: amplest.scratch });
  const waiting = planWaiting(schedule, {
    memory: budget - sizeOf(buffers),
    disk: spillLimit,
    besides: sizeOf(amplest),
  });
  return { order, schedule, buffers, waiting };
}

/** What a plan has to do, in its order: the tensors to be made, and after them the pairs to be compared. */
export function jobsOf({ shards, ties, proofs }: Plan): Job[] {
  for (const { tensor, tiedTo, both } of ties) {
    if (!areAlike(...both)) throw new TiedTensorsError(tensor, tiedTo);
  }
  for (const { tensor, both } of proofs) if (!areAlike(...both)) throw new InexactError(tensor);
  return [
    ...shards.flatMap(({ tensors }) => tensors).map(({ tensor }) => [tensor] as const),
    ...[...ties, ...proofs].map(({ both }) => both),
  ];
}

function areAlike(one: LazyTensor, two: LazyTensor): boolean {
  return one.dtype === two.dtype && sameShape(one.shape, two.shape);
}

function splitBudget(jobs: readonly Job[], budget: number): OnePassBuffers {
  const unit = TRANSFER.least;
  const share = Math.floor(budget * TRANSFER.part / unit) * unit;
  const transfer = Math.min(Math.max(share, TRANSFER.least), TRANSFER.most);
  const compared = jobs.some(({ length }) => length === 2) ? COMPARED_BYTES : 0;
  const besides = 2 * (transfer + compared);
  try {
    const { buffers } = planMemory(jobs.flat(), budget - besides);
    return { ...buffers, outputs: OUTPUTS, transfer, compared };
  } catch (error) {
    if (!(error instanceof MemoryBudgetError)) throw error;
    throw new MemoryBudgetError(budget, error.needed + 2 * (TRANSFER.least + compared));
  }
}

function sizeOf({ output, outputs, scratch, transfer, compared }: OnePassBuffers): number {
  return output * outputs + scratch + 2 * (transfer + compared);
}
