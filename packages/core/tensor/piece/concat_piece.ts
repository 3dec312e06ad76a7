/**
 * Chunks of several pieces one after another, row by row.
 *
 * @module
 */
import { inTurn, type Steps } from "./in_turn.ts";
import type { Piece } from "./piece.ts";
import type { Runs } from "./run_joiner.ts";

/**
 * Each row is a chunk of every part in turn.
 *
 * @param chunks bytes of each part in one row, all above 0.
 */
export function concatPiece(parts: readonly Piece[], chunks: readonly number[]): Piece {
  const starts = chunkStarts(chunks);
  const rowBytes = starts.at(-1)! + chunks.at(-1)!;

  function* eachChunk(from: number, to: number, runs: Runs, at: number): Steps {
    let row = Math.floor(from / rowBytes);
    let part = partAt(starts, from - row * rowBytes);
    let position = from;
    while (position < to) {
      const within = position - row * rowBytes - starts[part]!;
      const length = Math.min(chunks[part]! - within, to - position);
      const start = row * chunks[part]! + within;
      const pending = parts[part]!.pour(start, start + length, runs, at + position - from);
      if (pending) yield pending;
      position += length;
      part++;
      if (part === parts.length) {
        part = 0;
        row++;
      }
    }
  }
  return { pour: (from, to, runs, at) => inTurn(eachChunk(from, to, runs, at)) };
}

/** Where each chunk begins in a row. */
export function chunkStarts(chunks: readonly number[]): number[] {
  let start = 0;
  return chunks.map((chunk) => (start += chunk) - chunk);
}

/** The last part that begins at or before `position` in a row. */
function partAt(starts: readonly number[], position: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1; // counts of parts, far below 2^31
    if (starts[middle]! <= position) low = middle;
    else high = middle;
  }
  return low;
}
