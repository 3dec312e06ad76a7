/**
 * Tiles of a strided view.
 *
 * @module
 */
import { boxesOf } from "./box_range.ts";
import { type ByteView, runOffset, runsOf } from "../recipe/byte_view.ts";
import { copyBox } from "./copy_box.ts";
import type { Steps } from "../../in_turn.ts";
import type { Piece } from "../piece/piece.ts";
import { joinRuns } from "../piece/run_joiner.ts";
import type { Tile } from "./tiled_piece.ts";
import type { TilePacking } from "./tile_packing.ts";
import { contiguousStrides } from "../normal_form/strides.ts";
import { type Block, blockOf } from "./view_block.ts";

/** Cuts a view of `of` into tiles of one block each; the last block along its dimension may be smaller. */
export function viewTiles(of: Piece, view: ByteView, block: Block): (position: number) => Tile {
  const { offset, dims, run } = view;
  const outer = dims.slice(0, block.dim);
  const along = dims[block.dim]!;
  const inner = dims.slice(block.dim + 1);
  const slab = runsOf(inner) * run;

  return (position) => {
    const index = Math.floor(position / slab / along.size);
    const within = Math.floor(position / slab) - index * along.size;
    const first = within - within % block.count;
    const count = Math.min(block.count, along.size - first);
    const start = (index * along.size + first) * slab;
    const origin = offset + runOffset(outer, index) + first * along.stride;
    const { packing } = count === block.count ? block : blockOf(view, block.dim, count);
    const sizes = [count, ...inner.map(({ size }) => size), run];
    const strides = [...packing.strides, 1];
    return {
      start,
      stop: start + count * slab,
      load: (into) => load(of, origin, packing, into),
      gather: (loaded, from, to, into, at) => {
        let target = at;
        for (const box of boxesOf(sizes, from, to)) {
          const source = box.origin.reduce((sum, index, d) => sum + index * strides[d]!, 0);
          const targetStrides = contiguousStrides(box.sizes);
          copyBox(
            box.sizes,
            { bytes: loaded, at: source, strides },
            { bytes: into, at: target, strides: targetStrides },
          );
          target += targetStrides[0]! * box.sizes[0]!;
        }
      },
    };
  };
}

/** Reads the spans of a tile in the order of the source. */
function* load(of: Piece, origin: number, packing: TilePacking, into: Uint8Array): Steps {
  const loops = packing.loops.toReversed();
  const runs = joinRuns(into);
  for (let read = 0; read < packing.reads; read++) {
    const start = origin + runOffset(loops, read);
    const pending = of.pour(start, start + packing.span, runs, read * packing.span);
    if (pending) yield pending;
  }
  const pending = runs.flush();
  if (pending) yield pending;
}
