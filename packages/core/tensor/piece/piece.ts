/**
 * The parts that an opened tensor is made of.
 *
 * @module
 */
import type { Pending } from "../../in_turn.ts";
import type { Runs } from "./run_joiner.ts";

/** Bytes that can be had from any position, as part of a larger read. */
export interface Piece {
  /**
   * Puts the bytes `from` to `to` (exclusive) at `at` in `runs.into`. Some may only be there once the runs are flushed.
   */
  pour(from: number, to: number, runs: Runs, at: number): Pending;
}
