/**
 * How a memory budget is split into buffers.
 *
 * @module
 */
import { MemoryBudgetError } from "../errors.ts";
import { scratchNeeded } from "../tensor/open_tensor.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import type { BufferSizes, Plan, PlannedMemory } from "./plan.ts";

/**
 * The largest output buffer. Handing one to another thread and back takes about 50 µs: transposing 4 GB took 1.7 s through 512 KiB
 * and 1.5 s through 1 MiB; 2 MiB are more than a core's second-level cache, and took 1.9 s (medians of four or five).
 */
const OUTPUT_BYTES = 2 ** 20;
/** Output buffers: one that is written, one that is filled, and one that spares the two from waiting for each other. */
const OUTPUTS = 3;
/** The smallest output buffer; below it the cost of each call outweighs that of the bytes. */
const LEAST_OUTPUT_BYTES = 2 ** 16;
/**
 * The most scratch that is of use: a matrix of 16 MiB is transposed whole, and the rows of a larger one are read in runs that
 * are long enough (2 KiB at 4096 rows of 16 bits).
 */
const MOST_SCRATCH_BYTES = 2 ** 24;

/**
 * Checks that tensors can be made within a budget, and splits it: what the output can use well, and as much scratch as the
 * tensors can.
 *
 * @throws MemoryBudgetError with the budget that would do.
 */
export function planMemory(tensors: Iterable<LazyTensor>, budget: number): PlannedMemory {
  let [need, wish] = [0, 0];
  for (const tensor of tensors) {
    const { least, efficient } = scratchNeeded(tensor);
    need = Math.max(need, least);
    wish = Math.max(wish, efficient);
  }
  // Two tensors are read side by side where ties are checked and checkpoints compared.
  const least = OUTPUTS * LEAST_OUTPUT_BYTES + 2 * need;
  if (budget < least) throw new MemoryBudgetError(budget, least);
  const spare = wholeUnits((budget - least) / 4 / OUTPUTS);
  const output = Math.min(OUTPUT_BYTES, LEAST_OUTPUT_BYTES + spare);
  const scratch = Math.max(2 * need, Math.min(wish, MOST_SCRATCH_BYTES, budget - OUTPUTS * output));
  return { budget, least, buffers: { output, outputs: OUTPUTS, scratch } };
}

/**
 * Where several share the memory and nothing is computed, each has a buffer that stays in its second-level cache between being filled
 * and being read again: two threads wrote 4 GB in 1.3 s through 1 MiB, and in 0.7 s through 256 KiB. What is computed comes through
 * tiles, of which a larger buffer makes better use: transposed apart, 4 GB took 1.6 s through 256 KiB, and 1.3 s through 1 MiB.
 */
const COPIED_BYTES = 2 ** 18;

/**
 * The buffers of each of several, threads or sides of a comparison, that work within the same budget. It is the least for each at
 * least, or for two sides the least in all.
 */
export function shareOf({ budget, least, buffers }: PlannedMemory, sharers: number): BufferSizes {
  if (sharers === 1) return buffers;
  const share = Math.floor(budget / sharers);
  const need = (least - OUTPUTS * LEAST_OUTPUT_BYTES) / 2;
  const useful = buffers.scratch > 0 ? buffers.output : Math.min(buffers.output, COPIED_BYTES);
  const most = wholeUnits(Math.min(share / 2, share - need));
  const output = Math.max(LEAST_OUTPUT_BYTES, Math.min(useful, most));
  return { output, outputs: 1, scratch: Math.min(buffers.scratch, share - output) };
}

/** Whole files are read through a buffer of this size, in bytes, where the budget has it. */
export const FILE_BYTES: number = 2 ** 22;

/** Bytes of the buffers of each side of a comparison, one side after the other: output and scratch. */
export function sidesOf(memory: PlannedMemory): readonly number[] {
  const { output, scratch } = shareOf(memory, 2);
  return [output, scratch, output, scratch];
}

/** What the thread that carries out a plan does, step by step: bytes of the buffers of each. */
export interface StepSizes {
  /** Comparing what has to be the same; none where nothing has. */
  readonly compare: readonly number[];
  /** Making tensors: scratch, and every output. */
  readonly make: readonly number[];
  /** Reading whole files, to copy them or to sum them up. */
  readonly file: readonly number[];
}

/**
 * The steps of the first of so many threads. Each step may have what the others leave of the budget: they hold their shares from the
 * beginning to the end.
 */
export function stepsOf(
  { memory, ties, proofs }: Pick<Plan, "memory" | "ties" | "proofs">,
  threads: number,
): StepSizes {
  const { output, outputs, scratch } = shareOf(memory, threads);
  const budget = memory.budget - (threads - 1) * (output * outputs + scratch);
  return {
    compare: ties.length + proofs.length === 0 ? [] : sidesOf({ ...memory, budget }),
    make: [scratch, ...Array<number>(outputs).fill(output)],
    file: [Math.min(FILE_BYTES, budget)],
  };
}

/** Whole multiples of the smallest buffer, so that no element is cut between two buffers full. */
function wholeUnits(bytes: number): number {
  return Math.floor(bytes / LEAST_OUTPUT_BYTES) * LEAST_OUTPUT_BYTES;
}
