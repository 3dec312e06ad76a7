/**
 * `rearrange`: the elements along one dimension in another order, said with the words there are.
 *
 * @module
 */
import type { Value } from "../value.ts";
import { flatten, unflatten } from "./flatten.ts";
import { permute } from "./permute.ts";
import type { Term } from "./term.ts";

/**
 * Takes a dimension apart into `sizes`, puts these in `order`, and merges them again.
 *
 * Heads whose two halves are to alternate are `rearrange(0, [heads, 2, -1], [0, 2, 1], q)`; a fused tensor whose rows
 * alternate between two others is put in halves by `rearrange(0, [-1, 2], [1, 0], fused)`.
 */
export function rearrange(
  dim: number,
  sizes: readonly Value[],
  order: readonly number[],
  of: Term,
): Term {
  const leading = Array.from({ length: dim }, (_, i) => i);
  const apart = unflatten(dim, sizes, of);
  const ordered = permute([...leading, ...order.map((i) => dim + i)], apart);
  return flatten(dim, order.map((i) => sizes[i]!), ordered);
}
