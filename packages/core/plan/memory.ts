/**
 * How a memory budget is split into buffers.
 *
 * @module
 */
import { MemoryBudgetError } from "../errors.ts";
import { scratchNeeded } from "../tensor/evaluate.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import type { PlannedMemory } from "./plan.ts";

/**
 * The largest output buffer. Larger ones fall out of the processor's cache: copying through 1 MiB took 0.88 of the time of
 * `cp`, through 16 MiB 1.23 (node:fs on Deno 2.9.6, two cores, page cache warm).
 */
const OUTPUT_BYTES = 2 ** 20;
/** The smallest output buffer; below it the cost of each call outweighs that of the bytes. */
const LEAST_OUTPUT_BYTES = 2 ** 16;

/** Sizes of buffers, in bytes. */
export interface BufferSizes {
  /** Where output is put together before it is written. */
  readonly output: number;
  /** Where tiles of what lies in another order, or has another dtype, are read to. */
  readonly scratch: number;
}

/**
 * Checks that tensors can be made within a budget.
 *
 * @throws MemoryBudgetError with the budget that would do.
 */
export function planMemory(tensors: Iterable<LazyTensor>, budget: number): PlannedMemory {
  let scratch = 0;
  for (const tensor of tensors) scratch = Math.max(scratch, scratchNeeded(tensor).least);
  // Two tensors are read side by side where ties are checked and checkpoints compared.
  const least = 2 * (LEAST_OUTPUT_BYTES + scratch);
  if (budget < least) throw new MemoryBudgetError(budget, least);
  return { budget, least };
}

/** Splits a budget: what the output can use well, and the rest for scratch. */
export function splitBudget({ budget, least }: PlannedMemory): BufferSizes {
  const share = LEAST_OUTPUT_BYTES + (budget - least) / 4;
  const output = Math.min(
    OUTPUT_BYTES,
    Math.floor(share / LEAST_OUTPUT_BYTES) * LEAST_OUTPUT_BYTES,
  );
  return { output, scratch: budget - output };
}
