/**
 * Lazy tensors as bytes.
 *
 * @module
 */
import { bytesOf } from "../dtype.ts";
import { SourceReadError } from "../errors.ts";
import type { ByteSource } from "../io/byte_source.ts";
import { andThen } from "../in_turn.ts";
import type { LazyTensor } from "./lazy_tensor.ts";
import { openRecipe } from "./recipe/open_recipe.ts";
import { regionNeeds } from "./recipe/region_needs.ts";
import { tensorRecipe } from "./recipe/tensor_recipe.ts";
import { joinRuns } from "./piece/run_joiner.ts";
import { cutScratch, type Scratch, type ScratchNeed, totalNeed } from "./scratch.ts";

/**
 * Opens a tensor as a source of its bytes: its elements in C order, little-endian.
 *
 * Any range can be read, from any position to any alignment. Runs go straight from their source to their place, neighbours in
 * one read; what is not in order in its source passes through `scratch`. One read at a time for all tensors of a scratch.
 *
 * @param sources what the leaves of the tensor point into.
 * @param scratch working memory; {@link scratchNeeded} says how much.
 * @throws InvalidTensorError when elements of less than a byte do not move in whole bytes, or a source is not there.
 * @throws MemoryBudgetError when the scratch is smaller than the least.
 *
 * @example
 * ```ts
 * import { type ByteSource, leaf, openTensor, permute } from "@tensorferry/core";
 * import assert from "node:assert/strict";
 *
 * const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
 * const source: ByteSource = {
 *   name: "six bytes",
 *   byteLength: 6,
 *   read: (position, into) => into.set(bytes.subarray(position, position + into.length)),
 * };
 * const matrix = leaf({ source: 0, position: 0, dtype: "uint8", shape: [2, 3] });
 * const transposed = openTensor(permute(matrix, [1, 0]), [source], { bytes: new Uint8Array(64) });
 *
 * const into = new Uint8Array(transposed.byteLength);
 * await transposed.read(0, into);
 * assert.deepEqual([...into], [1, 4, 2, 5, 3, 6]);
 * ```
 */
export function openTensor(
  tensor: LazyTensor,
  sources: readonly ByteSource[],
  scratch: Scratch,
): ByteSource {
  const recipe = tensorRecipe(tensor);
  const needs = regionNeeds(recipe);
  const regions = cutScratch(scratch, needs);
  const piece = openRecipe(recipe, sources, regions);
  const name = `tensor ${tensor.dtype} [${tensor.shape}]`;
  const byteLength = bytesOf(tensor.dtype, tensor.shape);

  /** Forgets what lies in the scratch when another tensor was there meanwhile. */
  function own(): void {
    if (regions.length === 0 || scratch.owner === piece) return;
    for (const region of regions) region.owner = undefined;
    scratch.owner = piece;
  }

  return {
    name,
    byteLength,
    read(position, into) {
      const stop = position + into.byteLength;
      if (position < 0 || stop > byteLength) {
        throw new SourceReadError(name, position, into.byteLength, `it has ${byteLength} bytes`);
      }
      own();
      const runs = joinRuns(into);
      return andThen(piece.pour(position, stop, runs, 0), () => runs.flush());
    },
  };
}

/**
 * Bytes of scratch that {@link openTensor} needs: the least, and as much as makes its reads long. Both 0 for a copy.
 *
 * @throws InvalidTensorError as {@link openTensor} does.
 *
 * @example
 * ```ts
 * import { leaf, permute, scratchNeeded } from "@tensorferry/core";
 * import assert from "node:assert/strict";
 *
 * const matrix = leaf({ source: 0, position: 0, dtype: "float32", shape: [64, 64] });
 * assert.deepEqual(scratchNeeded(matrix), { least: 0, efficient: 0 });
 * assert(scratchNeeded(permute(matrix, [1, 0])).efficient >= 64 * 64 * 4);
 * ```
 */
export function scratchNeeded(tensor: LazyTensor): ScratchNeed {
  return totalNeed(regionNeeds(tensorRecipe(tensor)));
}
