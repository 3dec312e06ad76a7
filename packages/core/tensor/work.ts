/**
 * What kind of work a tensor is.
 *
 * @module
 */
import type { LazyTensor } from "./lazy_tensor.ts";
import type { Recipe } from "./recipe/recipe.ts";
import { tensorRecipe } from "./recipe/tensor_recipe.ts";

/**
 * What making the bytes of a tensor takes: `copy` only moves runs to their place, `gather` puts elements in order in memory,
 * `convert` changes them.
 */
export type Work = "copy" | "gather" | "convert";

/**
 * The dearest kind of work in a tensor.
 *
 * @throws InvalidTensorError as {@link openTensor} does.
 *
 * @example
 * ```ts
 * import { cast, leaf, permute, workOf } from "@tensorferry/core";
 * import assert from "node:assert/strict";
 *
 * const matrix = leaf({ source: 0, position: 0, dtype: "float32", shape: [64, 64] });
 * assert.equal(workOf(matrix), "copy");
 * assert.equal(workOf(permute(matrix, [1, 0])), "gather");
 * assert.equal(workOf(cast(matrix, "bfloat16")), "convert");
 * ```
 */
export function workOf(tensor: LazyTensor): Work {
  return dearest(tensorRecipe(tensor));
}

function dearest(recipe: Recipe): Work {
  switch (recipe.kind) {
    case "range":
      return "copy";
    case "convert":
      return "convert";
    case "strided":
      return dearest(recipe.of);
    case "gather":
      return dearest(recipe.of) === "convert" ? "convert" : "gather";
    default: {
      let work: Work = recipe.kind === "interleave" ? "gather" : "copy";
      for (const part of recipe.parts) {
        const its = dearest(part);
        if (its === "convert") return its;
        if (its === "gather") work = its;
      }
      return work;
    }
  }
}
