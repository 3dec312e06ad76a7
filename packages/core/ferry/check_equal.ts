/**
 * Makes sure of what a plan takes for granted about the bits of tensors.
 *
 * @module
 */
import { InexactError, TiedTensorsError } from "../errors.ts";
import type { ByteSource } from "../io/byte_source.ts";
import type { Plan } from "../plan/plan.ts";
import { type LazyTensor, sameShape } from "../tensor/lazy_tensor.ts";
import type { Hold } from "../tensor/wasm/kernels.ts";
import { openInStep } from "./in_step.ts";
import { openMeter } from "./meter.ts";

/**
 * Compares, bit by bit, tensors that are left out as tied with those that stay, and tensors with what the way there and back
 * makes of them.
 *
 * @throws TiedTensorsError or InexactError naming the first pair that differs.
 */
export async function checkEqual(
  plan: Pick<Plan, "ties" | "proofs">,
  sources: readonly ByteSource[],
  hold: Hold<"compare">,
  signal?: AbortSignal,
): Promise<void> {
  if (plan.ties.length + plan.proofs.length === 0) return;
  const inStep = openInStep(hold("compare"));
  const meter = openMeter<object>({ total: Infinity, signal, report: () => {} });
  async function areEqual([one, two]: readonly [LazyTensor, LazyTensor]): Promise<boolean> {
    if (one.dtype !== two.dtype || !sameShape(one.shape, two.shape)) return false;
    for await (const { a, same } of inStep({ tensor: one, sources }, { tensor: two, sources })) {
      signal?.throwIfAborted();
      if (meter.advance(a.length, {})) await meter.turn();
      if (!same) return false;
    }
    return true;
  }
  for (const { tensor, tiedTo, both } of plan.ties) {
    if (!await areEqual(both)) throw new TiedTensorsError(tensor, tiedTo);
  }
  for (const { tensor, both } of plan.proofs) {
    if (!await areEqual(both)) throw new InexactError(tensor);
  }
}
