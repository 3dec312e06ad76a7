/**
 * The checksum of bytes that come in pieces, in any order.
 *
 * @module
 */
import { combineCrc32, type Crc32 } from "./crc32.ts";

/** A checksum that grows. */
export interface GrowingCrc32 {
  /** Takes the bytes from `position` on. */
  add(position: number, bytes: Uint8Array): void;
  /** The checksum of all, as soon as all have come; never where some came twice. */
  value(): number | undefined;
}

/** Bytes that follow each other. */
interface Run {
  readonly start: number;
  end: number;
  crc32: number;
}

/** The checksum of `byteLength` bytes. What follows what came before costs one pass over it, and a jump a few microseconds. */
export function growingCrc32(byteLength: number, crc32: Crc32): GrowingCrc32 {
  const runs: Run[] = [];
  let left = byteLength;
  let last: Run | undefined;
  return {
    add(position, bytes) {
      if (last?.end !== position) {
        last = { start: position, end: position, crc32: 0 };
        runs.push(last);
      }
      last.crc32 = crc32(bytes, last.crc32);
      last.end += bytes.length;
      left -= bytes.length;
    },
    value() {
      if (left !== 0) return undefined;
      const [first, ...rest] = runs.sort((a, b) => a.start - b.start);
      // As many bytes as there are need not be all of them.
      if (runs.some(({ start }, i) => start !== (runs[i - 1]?.end ?? 0))) return undefined;
      return rest.reduce(
        (whole, { start, end, crc32 }) => combineCrc32(whole, crc32, end - start),
        first?.crc32 ?? 0,
      );
    },
  };
}
