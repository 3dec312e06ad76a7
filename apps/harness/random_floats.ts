/**
 * Floats that look like weights, the same for the same seed and name.
 *
 * @module
 */
import type { ByteSource, FloatDType } from "@tensorferry/core";

/** What is kept of 32 random bits, and what is set in them. */
type Mask = readonly [keep: number, set: number];

/**
 * The masks of the even and the odd 32-bit words of each dtype. They leave sign and significand random, and three bits of the
 * exponent, so that every value is finite and its magnitude from 2^-7 to 2.
 */
const MASKS: Readonly<Record<FloatDType, readonly [even: Mask, odd: Mask]>> = {
  bfloat16: [[0x83ff83ff, 0x3c003c00], [0x83ff83ff, 0x3c003c00]],
  float16: [[0x9fff9fff, 0x20002000], [0x9fff9fff, 0x20002000]],
  float32: [[0x83ffffff, 0x3c000000], [0x83ffffff, 0x3c000000]],
  // Little-endian: the odd word is the high one.
  float64: [[0xffffffff, 0], [0x807fffff, 0x3f800000]],
};

/** Words made at a time: 64 KiB, which stay in the processor's cache until they are copied. Even, for the masks. */
const WINDOW_WORDS = 2 ** 14;
const WINDOW_BYTES = 4 * WINDOW_WORDS;

/** A tensor's bytes by its name and size. */
export type RandomFloats = (name: string, byteLength: number) => ByteSource;

/**
 * Opens sources of random floats, of any size and without memory of their own: each word is a hash of its position.
 *
 * @example
 * ```ts
 * import { openRandomFloats } from "@tensorferry/harness";
 * import assert from "node:assert/strict";
 *
 * const source = openRandomFloats("float32", 1)("lm_head.weight", 4 * 2 ** 40);
 * const [there, again] = [new Float32Array(2), new Float32Array(2)];
 * source.read(3 * 2 ** 40, new Uint8Array(there.buffer));
 * source.read(3 * 2 ** 40, new Uint8Array(again.buffer));
 *
 * assert.deepEqual(there, again);
 * assert(there.every((value) => Math.abs(value) >= 2 ** -7 && Math.abs(value) < 2));
 * ```
 */
export function openRandomFloats(dtype: FloatDType, seed: number): RandomFloats {
  const words = new Int32Array(WINDOW_WORDS);
  const bytes = new Uint8Array(words.buffer);
  return (name, byteLength) => {
    const key = seededHash(seed, name);
    return {
      name: `random ${name}`,
      byteLength,
      read(position, into) {
        for (let done = 0; done < into.length;) {
          const at = position + done;
          // Never across a window, since the key is that of a window's first word.
          const length = Math.min(into.length - done, WINDOW_BYTES - at % WINDOW_BYTES);
          const skip = at % 4;
          fill(words.subarray(0, Math.ceil((skip + length) / 4)), Math.floor(at / 4), key, dtype);
          into.set(bytes.subarray(skip, skip + length), done);
          done += length;
        }
      },
    };
  };
}

/** Makes the words from number `first` on. */
function fill(words: Int32Array, first: number, key: number, dtype: FloatDType): void {
  const [even, odd] = MASKS[dtype];
  const [[keepA, setA], [keepB, setB]] = first % 2 === 0 ? [even, odd] : [odd, even];
  const mixed = key ^ Math.imul(Math.floor(first / 2 ** 32), 0x85ebca6b);
  const low = first | 0;
  // Where there is an odd number of words, the last one of a pair lies beyond the array and is not written.
  for (let i = 0; i < words.length; i += 2) {
    words[i] = hash(low + i, mixed) & keepA | setA;
    words[i + 1] = hash(low + i + 1, mixed) & keepB | setB;
  }
}

/** Every bit of the result depends on every bit of `n` and `key` (Chris Wellons' lowbias32). */
function hash(n: number, key: number): number {
  let mixed = Math.imul(n, 0x9e3779b1) ^ key;
  mixed = Math.imul(mixed ^ mixed >>> 16, 0x21f0aaad);
  mixed = Math.imul(mixed ^ mixed >>> 15, 0x735a2d97);
  return mixed ^ mixed >>> 15;
}

/** A number of 32 bits for a name. */
export function seededHash(seed: number, name: string): number {
  let mixed = hash(seed, 0);
  for (let i = 0; i < name.length; i++) mixed = hash(name.charCodeAt(i), mixed);
  return mixed;
}
