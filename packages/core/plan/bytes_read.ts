/**
 * How many bytes of sources tensors are made of.
 *
 * @module
 */
import { bytesOf, elementsOf } from "../dtype.ts";
import { type LazyTensor, operands } from "../tensor/lazy_tensor.ts";

/** Bytes to be read for these tensors; what is used twice counts twice. */
export function bytesReadOf(tensors: Iterable<LazyTensor>): number {
  let bytes = 0;
  for (const tensor of tensors) bytes += bytesReadFor(tensor);
  return Math.round(bytes);
}

function bytesReadFor(tensor: LazyTensor): number {
  if (tensor.op === "leaf") return bytesOf(tensor.dtype, tensor.shape);
  const whole = operands(tensor).reduce((sum, operand) => sum + bytesReadFor(operand), 0);
  if (tensor.op !== "slice" || whole === 0) return whole;
  return whole * elementsOf(tensor.shape) / elementsOf(tensor.of.shape);
}
