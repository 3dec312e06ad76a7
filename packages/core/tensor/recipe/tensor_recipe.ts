/**
 * From tensors to recipes.
 *
 * @module
 */
import type { LazyTensor } from "../lazy_tensor.ts";
import { normalise } from "../normal_form/normal_form.ts";
import { plainRecipe } from "./plain_recipe.ts";
import { type Recipe, recipeOf } from "./recipe.ts";

/**
 * The work that makes the bytes of a tensor.
 *
 * @throws InvalidTensorError when elements of less than a byte do not move in whole bytes.
 */
export function tensorRecipe(tensor: LazyTensor): Recipe {
  return plainRecipe(tensor) ?? recipeOf(normalise(tensor));
}
