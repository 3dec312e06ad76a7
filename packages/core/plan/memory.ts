/**
 * How a memory budget is split into buffers.
 *
 * @module
 */
import { MemoryBudgetError } from "../errors.ts";
import { scratchNeeded } from "../tensor/evaluate.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import type { BufferSizes, PlannedMemory } from "./plan.ts";

/**
 * The largest output buffer. What was read into it is still in the processor's own cache when it is written: fusing 4 GB of
 * experts took 1.5 s through 256 KiB and 2.6 s through 1 MiB, where a core has a second-level cache of 1 MiB (medians of four).
 */
const OUTPUT_BYTES = 2 ** 18;
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
  const least = 2 * (LEAST_OUTPUT_BYTES + need);
  if (budget < least) throw new MemoryBudgetError(budget, least);
  const output = wholeUnits(Math.min(OUTPUT_BYTES, 2 * LEAST_OUTPUT_BYTES + (budget - least) / 4));
  const scratch = Math.max(2 * need, Math.min(wish, MOST_SCRATCH_BYTES, budget - output));
  return { budget, least, buffers: { output, scratch } };
}

/** The buffers of each of two sides that work in turn within the same budget. */
export function halfOf({ output, scratch }: BufferSizes): BufferSizes {
  return { output: wholeUnits(output / 2), scratch: Math.floor(scratch / 2) };
}

/** Whole multiples of the smallest buffer, so that no element is cut between two buffers full. */
function wholeUnits(bytes: number): number {
  return Math.floor(bytes / LEAST_OUTPUT_BYTES) * LEAST_OUTPUT_BYTES;
}
