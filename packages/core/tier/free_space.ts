/**
 * Which ranges of a fixed space are free.
 *
 * @module
 */

import { countLeading } from "../count_leading.ts";

/** A range of bytes. */
export interface ByteRange {
  readonly start: number;
  /** One past the last. */
  readonly stop: number;
}

/** Hands out ranges and takes them back. */
export interface FreeSpace {
  /** Bytes that are handed out. */
  readonly used: number;
  /**
   * Ranges of `length` bytes together, the lowest that are free, so that what is given back is used again before anything
   * beyond it; nothing when there is not as much.
   */
  take(length: number): ByteRange[] | undefined;
  /** Takes back a range that was handed out, or a part of one. */
  give(range: ByteRange): void;
}

/** A space of `capacity` bytes, all free. It may be infinite. */
export function freeSpace(capacity: number): FreeSpace {
  /** By position, none touching another. */
  const free: ByteRange[] = capacity > 0 ? [{ start: 0, stop: capacity }] : [];
  let used = 0;

  return {
    get used() {
      return used;
    },
    take(length) {
      if (used + length > capacity) return undefined;
      const taken: ByteRange[] = [];
      let left = length;
      let whole = 0;
      while (left > 0) {
        const { start, stop } = free[whole]!;
        const end = Math.min(stop, start + left);
        taken.push({ start, stop: end });
        left -= end - start;
        if (end < stop) free[whole] = { start: end, stop };
        else whole++;
      }
      free.splice(0, whole);
      used += length;
      return taken;
    },
    give({ start, stop }) {
      if (start === stop) return;
      const at = countLeading(free, (range) => range.start < start);
      const before = free[at - 1];
      const after = free[at];
      const joinsBefore = before?.stop === start;
      const joinsAfter = after?.start === stop;
      const merged = {
        start: joinsBefore ? before.start : start,
        stop: joinsAfter ? after.stop : stop,
      };
      free.splice(at - (joinsBefore ? 1 : 0), Number(joinsBefore) + Number(joinsAfter), merged);
      used -= stop - start;
    },
  };
}
