/**
 * Pieces that are read a tile at a time and put in order in memory.
 *
 * @module
 */
import { inTurn, type Steps } from "../../in_turn.ts";
import type { Piece } from "../piece/piece.ts";
import type { Runs } from "../piece/run_joiner.ts";
import type { Scratch } from "../scratch.ts";

/** One tile, as the bytes of the output that it makes. */
export interface Tile {
  /** The first byte. */
  readonly start: number;
  /** One past the last. */
  readonly stop: number;
  /** Reads what the tile is made of. */
  load(into: Uint8Array): Steps;
  /** Puts bytes of the output, counted from the start of the tile, at `at`. */
  gather(loaded: Uint8Array, from: number, to: number, into: Uint8Array, at: number): void;
}

/**
 * A piece made of tiles.
 *
 * The last tile stays in the region until another piece needs it, so reading on in small steps reads no tile twice.
 *
 * @param tileAt the tile that makes the byte at a position.
 */
export function tiledPiece(tileAt: (position: number) => Tile, region: Scratch): Piece {
  let loaded: Tile | undefined;

  function* eachTile(from: number, to: number, runs: Runs, at: number): Steps {
    let position = from;
    while (position < to) {
      const held = region.owner === loaded ? loaded : undefined;
      const tile = held && held.start <= position && position < held.stop ? held : tileAt(position);
      if (tile !== held) {
        region.owner = undefined; // while it is filled, and if that fails
        loaded = undefined;
        yield* tile.load(region.bytes);
        loaded = tile;
        region.owner = tile;
      }
      const stop = Math.min(to, tile.stop);
      const into = at + position - from;
      tile.gather(region.bytes, position - tile.start, stop - tile.start, runs.into, into);
      position = stop;
    }
  }
  return { pour: (from, to, runs, at) => inTurn(eachTile(from, to, runs, at)) };
}
