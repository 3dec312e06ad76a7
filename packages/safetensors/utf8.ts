/**
 * UTF-8: whether bytes are, and the order of names in it.
 *
 * @module
 */

/** Bytes decoded at a time: enough that the call costs nothing, too few to matter in memory. */
const BLOCK_BYTES = 64 * 1024;

/** Whether `bytes` are UTF-8 as Unicode 15 defines it: no surrogates, no overlong forms. Keeps no text. */
export function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
      decoder.decode(bytes.subarray(at, at + BLOCK_BYTES), { stream: true });
    }
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

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
