/**
 * Floating-point formats from their definition: sign, exponent, fraction.
 *
 * @module
 */
import type { FloatDType } from "../dtype.ts";

/** Bits of the exponent and of the fraction. */
const FORMATS = {
  float16: { exponent: 5, fraction: 10 },
  bfloat16: { exponent: 8, fraction: 7 },
  float32: { exponent: 8, fraction: 23 },
  float64: { exponent: 11, fraction: 52 },
} as const satisfies Record<FloatDType, { exponent: number; fraction: number }>;

/** The fields of a number, as they stand in its bits. */
interface Fields {
  readonly negative: boolean;
  readonly exponent: number;
  readonly fraction: bigint;
}

/** `torch.Tensor.to` for one element, bits to bits. */
export function naiveCast(bits: bigint, from: FloatDType, to: FloatDType): bigint {
  if (!isNaNBits(bits, from)) return encode(decode(bits, from), to);
  if (to === "bfloat16") return from === "float16" ? 0x7fc0n : 0xffffn;
  const { negative, fraction } = fieldsOf(bits, from);
  const { exponent, fraction: width } = FORMATS[to];
  const payload = shift(fraction, width - FORMATS[from].fraction);
  // PyTorch widens bfloat16 to float32 by a shift, which leaves a signalling NaN as it is.
  const quiet = from === "bfloat16" && to === "float32" ? 0n : 1n << BigInt(width - 1);
  return bitsOf({ negative, exponent: 2 ** exponent - 1, fraction: payload | quiet }, to);
}

/** `tensor + value` for one element, bits to bits. */
export function naiveAdd(bits: bigint, value: number, dtype: FloatDType): bigint {
  if (isNaNBits(bits, dtype)) {
    if (dtype === "bfloat16") return 0xffffn;
    return bits | 1n << BigInt(FORMATS[dtype].fraction - 1);
  }
  // PyTorch rounds the number to the dtype first; `encode` rounds the sum to float32 on the way.
  return encode(decode(bits, dtype) + decode(encode(value, dtype), dtype), dtype);
}

function fieldsOf(bits: bigint, dtype: FloatDType): Fields {
  const { exponent, fraction } = FORMATS[dtype];
  return {
    negative: bits >> BigInt(exponent + fraction) === 1n,
    exponent: Number(bits >> BigInt(fraction)) % 2 ** exponent,
    fraction: bits % (1n << BigInt(fraction)),
  };
}

function bitsOf({ negative, exponent, fraction }: Fields, dtype: FloatDType): bigint {
  const format = FORMATS[dtype];
  const sign = negative ? 1n << BigInt(format.exponent + format.fraction) : 0n;
  return sign | BigInt(exponent) << BigInt(format.fraction) | fraction;
}

function isNaNBits(bits: bigint, dtype: FloatDType): boolean {
  const { exponent, fraction } = fieldsOf(bits, dtype);
  return exponent === 2 ** FORMATS[dtype].exponent - 1 && fraction !== 0n;
}

/** The number that these bits stand for, exactly. Not for NaN. */
function decode(bits: bigint, dtype: FloatDType): number {
  const { negative, exponent, fraction } = fieldsOf(bits, dtype);
  const format = FORMATS[dtype];
  const bias = 2 ** (format.exponent - 1) - 1;
  const sign = negative ? -1 : 1;
  if (exponent === 2 ** format.exponent - 1) return sign * Infinity;
  const significand = Number(fraction) + (exponent === 0 ? 0 : 2 ** format.fraction);
  return scaled(sign * significand, Math.max(exponent, 1) - bias - format.fraction);
}

/** The bits nearest to a number, ties to even. PyTorch goes through float32, so a float64 is rounded to that first. */
function encode(number: number, dtype: FloatDType): bigint {
  const format = FORMATS[dtype];
  const value = dtype === "float64" ? number : Math.fround(number);
  const negative = value < 0 || Object.is(value, -0);
  const infinity = { negative, exponent: 2 ** format.exponent - 1, fraction: 0n };
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return bitsOf(infinity, dtype);
  const bias = 2 ** (format.exponent - 1) - 1;
  const exponent = Math.max(binaryExponent(magnitude), 1 - bias);
  // In units of the last place: exact, because a power of two scales it.
  const units = roundTiesToEven(scaled(magnitude, format.fraction - exponent));
  const subnormal = units < 2 ** format.fraction;
  const biased = BigInt(subnormal ? 0 : exponent + bias - 1);
  // A significand that rounds up to the next power of two carries into the exponent.
  const unsigned = (biased << BigInt(format.fraction)) + BigInt(units);
  if (unsigned >= bitsOf({ ...infinity, negative: false }, dtype)) return bitsOf(infinity, dtype);
  return unsigned | bitsOf({ negative, exponent: 0, fraction: 0n }, dtype);
}

/** The largest `e` with 2^e at most `magnitude`. */
function binaryExponent(magnitude: number): number {
  if (magnitude === 0) return -Infinity;
  let exponent = Math.floor(Math.log2(magnitude));
  while (scaled(1, exponent) > magnitude) exponent--;
  while (exponent < 1023 && scaled(1, exponent + 1) <= magnitude) exponent++;
  return exponent;
}

/** `number` × 2^`exponent`, in two factors because 2^`exponent` alone may be out of range. */
function scaled(number: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return number * 2 ** half * 2 ** (exponent - half);
}

function roundTiesToEven(number: number): number {
  const floor = Math.floor(number);
  const above = number - floor;
  if (above !== 0.5) return above < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

function shift(bits: bigint, by: number): bigint {
  return by >= 0 ? bits << BigInt(by) : bits >> BigInt(-by);
}
