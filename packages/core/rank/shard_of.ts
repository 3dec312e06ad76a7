/**
 * What a rank has of a tensor that is dealt out along a dimension.
 *
 * @module
 */
import type { TensorPart, TensorSpec } from "../io/container.ts";

/**
 * The shard of `tensor` that `rank` of `worldSize` ranks has along dimension `dim`, as `torch.chunk` cuts: each has
 * `ceil(size / worldSize)` until there are no more. 10 over 4 are 3, 3, 3 and 1; 2 over 4 are 1, 1, 0 and 0.
 *
 * An empty shard lies behind the last element, as `compute_local_shape_and_global_offset` of torch 2.13 has it. A shard that is
 * the whole tensor is no part; a tensor without dimensions is not cut.
 *
 * @example
 * ```ts
 * import { shardOf } from "@tensorferry/core";
 * import assert from "node:assert/strict";
 *
 * const tensor = { name: "w", dtype: "bfloat16", shape: [10, 64] } as const;
 * const { shape, part } = shardOf(tensor, 0, { rank: 3, worldSize: 4 });
 * assert.deepEqual([shape, part?.offsets], [[1, 64], [9, 0]]);
 * ```
 */
export function shardOf(
  { name, dtype, shape }: TensorSpec,
  dim: number,
  { rank, worldSize }: { readonly rank: number; readonly worldSize: number },
): TensorPart {
  const size = shape[dim];
  if (size === undefined) return { name, dtype, shape };
  const chunk = Math.ceil(size / worldSize);
  const start = Math.min(size, rank * chunk);
  const stop = Math.min(size, start + chunk);
  if (stop - start === size) return { name, dtype, shape };
  const offsets = shape.map((_, d) => d === dim ? start : 0);
  return { name, dtype, shape: shape.with(dim, stop - start), part: { offsets, shape } };
}
