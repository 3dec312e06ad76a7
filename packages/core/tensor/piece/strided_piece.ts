/**
 * Runs of another piece, each read straight to its place.
 *
 * @module
 */
import { type ByteView, runOffset } from "../recipe/byte_view.ts";
import { inTurn, type Steps } from "../../in_turn.ts";
import type { Piece } from "./piece.ts";
import type { Runs } from "./run_joiner.ts";

/** A strided view of `of`, run by run. */
export function stridedPiece(of: Piece, { offset, dims, run }: ByteView): Piece {
  function* eachRun(from: number, to: number, runs: Runs, at: number): Steps {
    let position = from;
    while (position < to) {
      const index = Math.floor(position / run);
      const within = position - index * run;
      const length = Math.min(run - within, to - position);
      const start = offset + runOffset(dims, index) + within;
      const pending = of.pour(start, start + length, runs, at + position - from);
      if (pending) yield pending;
      position += length;
    }
  }
  return { pour: (from, to, runs, at) => inTurn(eachRun(from, to, runs, at)) };
}
