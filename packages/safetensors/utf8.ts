/**
 * The order of names in UTF-8.
 *
 * @module
 */

/**
 * Compares two names by code points, which is also the order of their UTF-8 bytes, as Rust and Python sort them.
 *
 * JavaScript compares UTF-16 units, and so puts U+10000 (a surrogate pair) before U+FF5E.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xIsHigh = isSurrogate(x);
    return xIsHigh === isSurrogate(y) ? x - y : xIsHigh ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
