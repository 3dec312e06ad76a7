/**
 * Parts of tensors: what one file holds of a tensor that several files hold.
 *
 * @module
 */
import { InvalidTensorError } from "../errors.ts";
import type { TensorPart } from "../io/container.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { slice } from "../tensor/operations.ts";
import type { Plan, PlannedTensor } from "./plan.ts";

/** The elements of `whole` that a part has: one slice for each dimension along which it is cut. */
export function cutToPart(whole: LazyTensor, { shape, part }: TensorPart): LazyTensor {
  if (part === undefined) return whole;
  return shape.reduce((tensor, size, d) => {
    const start = part.offsets[d]!;
    return isCut(part.shape, shape, d) ? slice(tensor, d, start, start + size) : tensor;
  }, whole);
}

/** The tensor that a planned one is a part of, or is. */
export function wholeOf({ tensor, part }: PlannedTensor): LazyTensor {
  if (part === undefined) return tensor;
  const { shape } = tensor;
  return shape.reduce((whole, _, d) => {
    if (!isCut(part.shape, shape, d)) return whole;
    if (whole.op === "slice") return whole.of;
    throw new InvalidTensorError(
      `Cannot tell the whole of a part of shape [${shape}]: not a slice`,
    );
  }, tensor);
}

/** The tensors that a plan writes, by name: each once and whole, also where several files hold parts of it. */
export function wholeTensors({ shards }: Pick<Plan, "shards">): ReadonlyMap<string, LazyTensor> {
  const tensors = new Map<string, LazyTensor>();
  for (const planned of shards.flatMap(({ tensors }) => tensors)) {
    if (!tensors.has(planned.name)) tensors.set(planned.name, wholeOf(planned));
  }
  return tensors;
}

/** What a container is told of a planned tensor. */
export function partOf({ name, tensor: { dtype, shape }, part }: PlannedTensor): TensorPart {
  return { name, dtype, shape, ...(part !== undefined && { part }) };
}

function isCut(whole: readonly number[], part: readonly number[], d: number): boolean {
  return whole[d] !== part[d];
}
