/**
 * Which tensors will not have the source's values, or lose them on the way back.
 *
 * @module
 */
import { bitsOf, elementsOf, type FloatDType, isFloatDType } from "../dtype.ts";
import { type LazyTensor, operands } from "../tensor/lazy_tensor.ts";

/** Bits of the significand, the hidden one included. */
const SIGNIFICAND: Readonly<Record<FloatDType, number>> = {
  float16: 11,
  bfloat16: 8,
  float32: 24,
  float64: 53,
};

/** Whether every value of one dtype is a value of another. */
function holds(wide: FloatDType, narrow: FloatDType): boolean {
  return SIGNIFICAND[wide] >= SIGNIFICAND[narrow] &&
    (bitsOf(wide) > bitsOf(narrow) || wide === narrow);
}

/**
 * Why the values of a tensor may be rounded, or nothing when they cannot be.
 *
 * A sum is taken to be exact where its operand was widened to twice its bits before: float32 holds `1 + w` for every
 * bfloat16 `w` of at least 2^-16 in magnitude. Narrowing what was widened so is exact as well, and so is narrowing to the
 * dtype `exact`, from which such a tensor was widened when it was written.
 */
export function whyLossy(tensor: LazyTensor, exact?: FloatDType): string | undefined {
  if (tensor.op === "leaf" || elementsOf(tensor.shape) === 0) return undefined;
  if (tensor.op === "cast" && tensor.dtype === exact && tensor.of.op === "add") return undefined;
  if (tensor.op === "add" && !isWidened(tensor.of)) {
    return `adding ${tensor.value} in ${tensor.dtype} rounds`;
  }
  if (
    tensor.op === "cast" && isFloatDType(tensor.of.dtype) && !holds(tensor.dtype, tensor.of.dtype)
  ) {
    if (!(tensor.of.op === "add" && isWidened(tensor.of.of))) {
      const overflows = tensor.dtype === "float16"
        ? ", and what exceeds 65504 becomes infinite"
        : "";
      return `${tensor.of.dtype} to ${tensor.dtype} rounds${overflows}`;
    }
  }
  for (const operand of operands(tensor)) {
    const why = whyLossy(operand, exact);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Whether all values fit half the bits that the tensor has, as after a cast from a narrower dtype. */
function isWidened(tensor: LazyTensor): boolean {
  switch (tensor.op) {
    case "leaf":
      return false;
    case "cast":
      return isFloatDType(tensor.of.dtype) && bitsOf(tensor.of.dtype) < bitsOf(tensor.dtype);
    case "concat":
    case "stack":
      return tensor.parts.every(isWidened);
    default:
      return isWidened(tensor.of);
  }
}
