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

/** x squared `k` times, modulo the polynomial, for each `k` below 32; from there on it is the same again. */
const SQUARES: readonly number[] = squaresOf(ONE >>> 1);

function squaresOf(x: number): number[] {
  const squares = [x];
  for (let last = x; squares.length < 32; squares.push(last)) last = multiply(last, last);
  return squares;
}

/** x to the power of `exponent`, modulo the polynomial. */
function powerOfX(exponent: number): number {
  let power = ONE;
  for (let left = exponent, k = 0; left > 0; left = Math.floor(left / 2), k++) {
    if (left % 2 === 1) power = multiply(SQUARES[k % 32]!, power);
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
