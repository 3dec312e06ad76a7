/**
 * Chunks of several pieces one after another, row by row.
 *
 * @module
 */
import { countLeading } from "../../count_leading.ts";
import { inTurn, type Steps } from "../../in_turn.ts";
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
    const offset = from - row * rowBytes;
    let part = countLeading(starts, (start) => start <= offset) - 1;
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
