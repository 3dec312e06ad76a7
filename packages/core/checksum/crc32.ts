/**
 * CRC-32 (ISO 3309, as in gzip): of bytes, and of what two ranges of bytes are together.
 *
 * The one of zlib takes 20 ms for a gigabyte. Loading it takes 40 ms and some MiB, which nobody shall pay who writes nothing.
 *
 * @module
 */

/** The checksum of `bytes`, or, with the checksum of what is `before` them, of both. */
export type Crc32 = (bytes: Uint8Array, before?: number) => number;

/** Loads the one of zlib. */
export async function loadCrc32(): Promise<Crc32> {
  const { crc32 } = await import("node:zlib");
  return crc32;
}

/** The checksum of what has `first`, followed by `byteLength` bytes that have `second` (`crc32_combine` of zlib 1.3). */
export function combineCrc32(first: number, second: number, byteLength: number): number {
  return (multiply(powerOfX(8 * byteLength), first) ^ second) >>> 0;
}

/** The polynomial, its lowest coefficient in the highest bit. */
const POLYNOMIAL = 0xedb88320;
/** x^0, in the same order. */
const ONE = 0x80000000;

/** x to the power of `exponent`, modulo the polynomial. */
function powerOfX(exponent: number): number {
  let power = ONE;
  let square = ONE >>> 1;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = multiply(square, power);
    square = multiply(square, square);
  }
  return power;
}

/** The product of two polynomials over bits, modulo the polynomial. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= b;
    b = (b & 1) === 1 ? (b >>> 1) ^ POLYNOMIAL : b >>> 1;
  }
  return product;
}
