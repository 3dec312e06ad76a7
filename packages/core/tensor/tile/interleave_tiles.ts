/**
 * Tiles of a concatenation whose chunks are short: rows of every part, read together and interleaved in memory.
 *
 * @module
 */
import { boxesOf } from "./box_range.ts";
import { chunkStarts } from "../piece/concat_piece.ts";
import { copyBox } from "./copy_box.ts";
import type { Steps } from "../../in_turn.ts";
import type { Piece } from "../piece/piece.ts";
import { joinRuns } from "../piece/run_joiner.ts";
import type { Tile } from "./tiled_piece.ts";

/** Rows of chunks, as {@link concatPiece} has them. */
export interface Interleaved {
  readonly parts: readonly Piece[];
  /** Bytes of each part in one row. */
  readonly chunks: readonly number[];
  readonly rows: number;
}

/** Cuts rows of chunks into tiles of up to `count` rows. In a tile, the rows of a part lie together. */
export function interleaveTiles(
  { parts, chunks, rows }: Interleaved,
  count: number,
): (position: number) => Tile {
  const starts = chunkStarts(chunks);
  const rowBytes = starts.at(-1)! + chunks.at(-1)!;

  function* load(first: number, held: number, into: Uint8Array): Steps {
    const runs = joinRuns(into);
    for (const [p, part] of parts.entries()) {
      const chunk = chunks[p]!;
      const pending = part.pour(first * chunk, (first + held) * chunk, runs, held * starts[p]!);
      if (pending) yield pending;
    }
    const pending = runs.flush();
    if (pending) yield pending;
  }

  return (position) => {
    const row = Math.floor(position / rowBytes);
    const first = row - row % count;
    const held = Math.min(count, rows - first);
    return {
      start: first * rowBytes,
      stop: (first + held) * rowBytes,
      load: (into) => load(first, held, into),
      gather: (loaded, from, to, into, at) => {
        for (const { origin, sizes } of boxesOf([held, rowBytes], from, to)) {
          const [row = 0, left = 0] = origin;
          const [height = 0, width = 0] = sizes;
          for (let p = 0; p < chunks.length; p++) {
            const chunk = chunks[p]!;
            const start = Math.max(starts[p]!, left);
            const stop = Math.min(starts[p]! + chunk, left + width);
            if (start >= stop) continue;
            const source = held * starts[p]! + row * chunk + start - starts[p]!;
            const target = at + row * rowBytes + start - from;
            copyBox(
              [height, stop - start],
              { bytes: loaded, at: source, strides: [chunk, 1] },
              { bytes: into, at: target, strides: [rowBytes, 1] },
            );
          }
        }
      },
    };
  };
}
