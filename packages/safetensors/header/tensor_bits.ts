/**
 * Sizes of tensors in 64-bit arithmetic that overflows where the reference's does.
 *
 * @module
 */
import { bitsOf, type DType } from "@tensorferry/core";
import { U64_END } from "../json/number.ts";
import type { DimensionSize } from "./header.ts";

/**
 * Bits that a tensor takes; nothing where a product on the way is not below 2^64.
 *
 * The sizes are multiplied from the outermost on, so that `[2^32, 2^32, 0]` overflows and `[0, 2^32, 2^32]` does not: `validate`
 * in `tensor.rs` of the crate 0.8.0.
 */
export function bitsOfTensor(
  dtype: DType,
  shape: readonly DimensionSize[],
): number | bigint | undefined {
  let product: number | bigint = 1;
  for (const size of shape) {
    product = multiply(product, size);
    if (product >= U64_END) return undefined;
  }
  const bits = multiply(product, bitsOf(dtype));
  return bits >= U64_END ? undefined : bits;
}

/** `a - b`, exact. */
export function difference(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return canonical(BigInt(a) - BigInt(b));
}

/** `a + b`, exact. */
export function sum(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === "number" && typeof b === "number") {
    const result = a + b;
    if (Number.isSafeInteger(result)) return result;
  }
  return canonical(BigInt(a) + BigInt(b));
}

function multiply(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product;
  }
  return canonical(BigInt(a) * BigInt(b));
}

/** A number where it is exact, else a bigint, so that `===` compares values. */
export function canonical(value: bigint): number | bigint {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER
    ? Number(value)
    : value;
}
