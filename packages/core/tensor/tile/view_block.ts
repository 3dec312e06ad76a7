/**
 * Blocks of a strided view that are read at once and put in order in memory.
 *
 * @module
 */
import type { ByteView } from "../recipe/byte_view.ts";
import { LONG_READ } from "../recipe/read_cost.ts";
import type { Dim } from "../normal_form/strides.ts";
import { layTile, type TileLayout } from "./tile_layout.ts";

/** All of the inner dimensions of a view, and up to `count` neighbours along dimension `dim`. */
export interface Block {
  readonly dim: number;
  readonly count: number;
  readonly layout: TileLayout;
}

/** Bytes of a tile at which what has to be set up for each is lost in the copying. */
const EFFICIENT_TILE = 65536;

/** The largest block whose tile fits into `capacity` bytes; nothing when not even one run does. */
export function largestBlock(view: ByteView, capacity: number): Block | undefined {
  return firstBlocks(view, ({ layout }) => layout.byteLength <= capacity).fits;
}

/** The smallest block that is not too small and is read in long spans, or the whole view. */
export function efficientBlock(view: ByteView): Block {
  const { fits, next } = firstBlocks(
    view,
    ({ layout }) => layout.span < LONG_READ || layout.byteLength < EFFICIENT_TILE,
  );
  return next ?? fits!;
}

/** Whether a tile takes fewer reads than its runs one by one. */
export function savesReads({ layout }: Block): boolean {
  return layout.reads < layout.runs;
}

/** The block of `view` with this many neighbours along `dim`. */
export function blockOf({ dims, run }: ByteView, dim: number, count: number): Block {
  const inner: Dim[] = [{ ...dims[dim]!, size: count }, ...dims.slice(dim + 1)];
  return { dim, count, layout: layTile(inner, run) };
}

/** The largest block with a property that only growing loses, and the smallest without it. */
function firstBlocks(
  view: ByteView,
  holds: (block: Block) => boolean,
): { fits?: Block; next?: Block } {
  let fits: Block | undefined;
  for (let dim = view.dims.length - 1; dim >= 0; dim--) {
    const whole = blockOf(view, dim, view.dims[dim]!.size);
    if (holds(whole)) {
      fits = whole;
      continue;
    }
    let low = 0;
    let high = whole.count;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (holds(blockOf(view, dim, middle))) low = middle;
      else high = middle;
    }
    if (low > 0) fits = blockOf(view, dim, low);
    return { ...(fits && { fits }), next: blockOf(view, dim, high) };
  }
  return fits ? { fits } : {};
}
