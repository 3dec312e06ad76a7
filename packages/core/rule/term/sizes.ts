/**
 * Sizes that a rule gives, held against those that a tensor has.
 *
 * @module
 */
import { elementsOf } from "../../dtype.ts";
import { ShapeError } from "../../errors.ts";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import { evaluateSize } from "../evaluate.ts";
import type { Value } from "../value.ts";
import type { Place } from "./operation.ts";

/** Works sizes out. */
export function sizesAt(values: readonly Value[], { setting, variables }: Place): number[] {
  const scope = { config: setting.config, variables };
  return values.map((value) => evaluateSize(value, scope));
}

/**
 * Works out sizes whose product is to be `total`, -1 becoming what is left.
 *
 * @throws ShapeError when they do not make up the total.
 */
export function factorsOf(
  total: number,
  values: readonly Value[],
  tensor: LazyTensor,
  at: Place,
): number[] {
  const sizes = sizesAt(values, at);
  const open = sizes.indexOf(-1);
  if (open !== -1) sizes[open] = total / elementsOf(sizes.toSpliced(open, 1));
  if (!sizes.every(Number.isInteger) || elementsOf(sizes) !== total) {
    throw mismatch(`a dimension of ${total} in parts`, tensor, sizesAt(values, at));
  }
  return sizes;
}

/** The error for a tensor that has not the sizes that a rule gives it. */
export function mismatch(
  what: string,
  { shape }: LazyTensor,
  sizes: readonly number[],
): ShapeError {
  return new ShapeError(
    `Cannot read ${what}: the shape is [${shape}], and the rule and the config say ${
      sizes.join(", ")
    }`,
    "",
  );
}
