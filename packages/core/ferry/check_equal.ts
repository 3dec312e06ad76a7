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
 * @throws TiedTensorsError or InexactError naming the first pair that differs, SourceReadError naming the tensor.
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
  async function areEqual(
    [one, two]: readonly [LazyTensor, LazyTensor],
    [name, other]: readonly [string, string],
  ): Promise<boolean> {
    if (one.dtype !== two.dtype || !sameShape(one.shape, two.shape)) return false;
    const sides = [
      { name, tensor: one, sources },
      { name: other, tensor: two, sources },
    ] as const;
    for await (const { a, same } of inStep(...sides)) {
      signal?.throwIfAborted();
      if (meter.advance(a.length, {})) await meter.turn();
      if (!same) return false;
    }
    return true;
  }
  for (const { tensor, tiedTo, both } of plan.ties) {
    if (!await areEqual(both, [tensor, tiedTo])) throw new TiedTensorsError(tensor, tiedTo);
  }
  for (const { tensor, both } of plan.proofs) {
    if (!await areEqual(both, [tensor, tensor])) throw new InexactError(tensor);
  }
}
