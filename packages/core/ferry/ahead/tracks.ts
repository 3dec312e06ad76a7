/**
 * What of the sources is read ahead.
 *
 * @module
 */
import { bytesOf } from "../../dtype.ts";
import type { ByteSource } from "../../io/byte_source.ts";
import type { PlannedShard } from "../../plan/plan.ts";
import { leaves } from "../../tensor/lazy_tensor.ts";

/** Bytes of a file that are read ahead from the first to the last. */
export interface Track {
  /** Index of the source. */
  readonly source: number;
  readonly path: string;
  /** Byte positions in the source; the second is the first that does not belong to it. */
  readonly from: number;
  readonly to: number;
}

/**
 * How many tracks are gone along at a time: with fewer a disk has too little to do, and with more whoever follows goes too slowly.
 * Those who follow go at the same pace as the others: if they went faster, the system would begin to write to the disk before all
 * is read, and what is left would take three times as long (Linux 6.18, at a tenth of memory).
 */
export const TRACKS_AT_A_TIME: number = 6;

/** Bytes read ahead at most. What is read ahead must still be in memory when it is needed. */
const MOST_BYTES = 2 ** 32;

/** The part of a source that has to be needed: the rest is read ahead in vain. */
const NEEDED_PART = 7 / 8;

/** Positions where sources are cut are multiples of this, in bytes. */
const CUT = 2 ** 20;

/** The tracks for shards of a plan, in the order of the sources; none of sources that are no files, or of which much is not needed. */
export function tracksOf(
  shards: readonly PlannedShard[],
  sources: readonly ByteSource[],
): Track[] {
  const needed = bytesNeeded(shards, sources.length);
  const lengths = sources.map(({ file, byteLength }, i) =>
    file !== undefined && needed[i]! >= byteLength * NEEDED_PART ? byteLength : 0
  );
  const total = Math.min(lengths.reduce((sum, length) => sum + length, 0), MOST_BYTES);
  const share = total / TRACKS_AT_A_TIME;
  const tracks: Track[] = [];
  let left = total;
  for (const [source, length] of lengths.entries()) {
    const end = Math.min(length, left);
    if (end === 0) continue;
    left -= end;
    const { path } = sources[source]!.file!;
    const count = Math.max(1, Math.round(end / share));
    const step = Math.ceil(end / count / CUT) * CUT;
    for (let from = 0; from < end; from += step) {
      tracks.push({ source, path, from, to: Math.min(from + step, end) });
    }
  }
  return tracks;
}

/** Bytes of each source that tensors are made of; what is used twice counts twice. */
function bytesNeeded(shards: readonly PlannedShard[], sources: number): Float64Array {
  const bytes = new Float64Array(sources);
  for (const { tensors } of shards) {
    for (const { tensor } of tensors) {
      for (const { source, dtype, shape } of leaves(tensor)) {
        bytes[source]! += bytesOf(dtype, shape);
      }
    }
  }
  return bytes;
}
