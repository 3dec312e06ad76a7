/**
 * Bytes under numbers, in the ranges of a space.
 *
 * @module
 */
import { type ByteRange, freeSpace } from "./free_space.ts";
import { TierError } from "../errors.ts";
import type { Tier } from "./tier.ts";

/** A space that can be written and read at any position, without limits of its own. */
export interface Space {
  readonly name: string;
  write(position: number, bytes: Uint8Array): void;
  read(position: number, into: Uint8Array): void;
  close(): void;
}

/** A tier over `capacity` bytes of a space, which it fills from the front and uses again as it gets free. */
export function tierOver(space: Space, capacity: number): Tier {
  const free = freeSpace(capacity);
  const stored = new Map<number, readonly ByteRange[]>();

  function rangesOf(id: number): readonly ByteRange[] {
    const ranges = stored.get(id);
    if (ranges === undefined) throw new TierError(space.name, 0, `nothing is kept there as ${id}`);
    return ranges;
  }

  return {
    name: space.name,
    capacity,
    get used() {
      return free.used;
    },
    put(id, bytes) {
      const ranges = free.take(bytes.length);
      if (ranges === undefined) {
        throw new TierError(
          space.name,
          bytes.length,
          `${free.used} of its ${capacity} bytes are taken`,
        );
      }
      try {
        let done = 0;
        for (const { start, stop } of ranges) {
          space.write(start, bytes.subarray(done, done + stop - start));
          done += stop - start;
        }
      } catch (error) {
        ranges.forEach(free.give);
        throw error;
      }
      stored.set(id, ranges);
    },
    read(id, offset, into) {
      const end = offset + into.length;
      let at = 0;
      for (const { start, stop } of rangesOf(id)) {
        const from = Math.max(at, offset);
        const to = Math.min(at + stop - start, end);
        if (from < to) space.read(start + from - at, into.subarray(from - offset, to - offset));
        at += stop - start;
      }
      if (end > at) {
        throw new TierError(space.name, into.length, `${at} bytes are kept as ${id}, not ${end}`);
      }
    },
    drop(id, from) {
      const kept: ByteRange[] = [];
      let at = 0;
      for (const { start, stop } of rangesOf(id)) {
        const cut = Math.min(stop, start + Math.max(0, from - at));
        if (cut > start) kept.push({ start, stop: cut });
        free.give({ start: cut, stop });
        at += stop - start;
      }
      if (kept.length > 0) stored.set(id, kept);
      else stored.delete(id);
    },
    close() {
      stored.clear();
      space.close();
    },
  };
}
