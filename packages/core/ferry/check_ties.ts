/**
 * Makes sure that what is left out as tied is there another time.
 *
 * @module
 */
import { TiedTensorsError } from "../errors.ts";
import type { ByteSource } from "../io/byte_source.ts";
import type { Plan } from "../plan/plan.ts";
import { sameShape } from "../tensor/lazy_tensor.ts";
import { openInStep } from "./in_step.ts";

/**
 * Compares the tensors that a plan takes for tied, bit by bit.
 *
 * @throws TiedTensorsError naming the first pair that differs.
 */
export async function checkTies(plan: Plan, sources: readonly ByteSource[]): Promise<void> {
  if (plan.ties.length === 0) return;
  const inStep = openInStep(plan.memory);
  for (const { tensor, tiedTo, both: [copy, kept] } of plan.ties) {
    const differ = new TiedTensorsError(tensor, tiedTo);
    if (copy.dtype !== kept.dtype || !sameShape(copy.shape, kept.shape)) throw differ;
    for await (const { same } of inStep({ tensor: copy, sources }, { tensor: kept, sources })) {
      if (!same) throw differ;
    }
  }
}
