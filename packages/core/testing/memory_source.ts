/**
 * Sources of bytes for tests.
 *
 * @module
 */
import { SourceReadError } from "../errors.ts";
import type { ByteSource } from "../io/byte_source.ts";

/** A read that was made. */
export interface Read {
  readonly position: number;
  readonly byteLength: number;
}

/** A source that keeps note of what was read from it. */
export interface RecordedSource extends ByteSource {
  readonly reads: readonly Read[];
}

/** Bytes in memory, read at once. */
export function memorySource(bytes: Uint8Array, name = "memory"): RecordedSource {
  return recorded(name, bytes.byteLength, (position, into) => {
    into.set(bytes.subarray(position, position + into.byteLength));
  });
}

/** A source of any size: the byte at each position is a hash of the position. */
export function hashSource(byteLength: number): RecordedSource {
  return recorded("hash", byteLength, (position, into) => {
    for (let i = 0; i < into.byteLength; i++) into[i] = hashedByte(position + i);
  });
}

/** The byte of a {@link hashSource} at a position. */
export function hashedByte(position: number): number {
  const low = position % 2 ** 32;
  const high = Math.floor(position / 2 ** 32);
  const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  return (mixed ^ mixed >>> 15) & 0xff;
}

/** The same source, where every read fills `into` only after the caller has had its turn. */
export function asynchronous(source: ByteSource): ByteSource {
  return {
    name: source.name,
    byteLength: source.byteLength,
    read: async (position, into) => {
      await Promise.resolve();
      await source.read(position, into);
    },
  };
}

function recorded(
  name: string,
  byteLength: number,
  fill: (position: number, into: Uint8Array) => void,
): RecordedSource {
  const reads: Read[] = [];
  return {
    name,
    byteLength,
    reads,
    read(position, into) {
      reads.push({ position, byteLength: into.byteLength });
      if (position < 0 || position + into.byteLength > byteLength) {
        throw new SourceReadError(name, position, into.byteLength, `it has ${byteLength} bytes`);
      }
      fill(position, into);
    },
  };
}
