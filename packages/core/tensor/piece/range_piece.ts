/**
 * Bytes that lie together in a source.
 *
 * @module
 */
import type { ByteSource } from "../../io/byte_source.ts";
import type { Piece } from "./piece.ts";

/** The bytes of a source from `position` on. */
export function rangePiece(source: ByteSource, position: number): Piece {
  return {
    pour: (from, to, runs, at) => runs.add(source, position + from, to - from, at),
  };
}
