/**
 * Changes to bytes of which nothing is known.
 *
 * @module
 */
import type { Random } from "./random.ts";
import { EDGES, littleEndian } from "./values.ts";

/** Bytes one after another. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return joinedAll(parts);
}

/** The same for more parts than a call takes arguments. */
export function joinedAll(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** `bytes` with `put` in the place of those from `from` to `to`. */
export function spliced(
  bytes: Uint8Array,
  from: number,
  to: number,
  put: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return joined(bytes.subarray(0, from), put, bytes.subarray(to));
}

/** Changes a bit, a byte, a number or a range; or cuts the end off, or adds one. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const at = random.below(bytes.length);
  const to = Math.min(bytes.length, at + 1 + random.below(16));
  switch (random.below(9)) {
    case 0: {
      const flipped = Uint8Array.from(bytes);
      if (at < bytes.length) flipped[at]! ^= 1 << random.below(8);
      return flipped;
    }
    case 1:
      return spliced(bytes, at, at + 1, Uint8Array.of(random.below(256)));
    case 2: {
      const width = random.pick([1, 2, 4, 8]);
      return spliced(bytes, at, at + width, littleEndian(random.pick(EDGES), width));
    }
    case 3:
      return spliced(bytes, at, to, new Uint8Array());
    case 4:
      return spliced(bytes, at, at, bytes.subarray(at, to));
    case 5: {
      const from = random.below(bytes.length);
      return spliced(bytes, at, to, bytes.subarray(from, from + (to - at)));
    }
    case 6:
      return spliced(bytes, at, to, new Uint8Array(to - at).fill(random.pick([0, 0xff])));
    case 7:
      return Uint8Array.from(bytes.subarray(0, random.oneIn(8) ? 0 : at));
    default:
      return joined(bytes, bytes.subarray(at, to));
  }
}
