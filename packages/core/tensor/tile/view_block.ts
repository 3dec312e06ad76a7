/**
 * Blocks of a strided view that are read at once and put in order in memory.
 *
 * @module
 */
import type { ByteView } from "../recipe/byte_view.ts";
import { LONG_READ } from "../recipe/read_cost.ts";
import type { Dim } from "../normal_form/strides.ts";
import { packTile, type TilePacking } from "./tile_packing.ts";

/** All of the inner dimensions of a view, and up to `count` neighbours along dimension `dim`. */
export interface Block {
  readonly dim: number;
  readonly count: number;
  readonly packing: TilePacking;
}

/** Bytes of a tile at which what has to be set up for each is lost in the copying. */
const EFFICIENT_TILE = 65536;

/**
 * Bytes of a read from which on a longer one gains nothing: a tile that is one such read grows no more, to stay in the cache
 * (experts of 6 MiB transposed through 16 MiB, in memory: 9.8 GB/s one by one, 7.9 two by two).
 */
const LONGEST_READ = 1048576;

/** The largest block of use whose tile fits into `capacity` bytes; nothing when not even one run does. */
export function largestBlock(view: ByteView, capacity: number): Block | undefined {
  const { fits } = firstBlocks(view, ({ packing }) => packing.byteLength <= capacity);
  if (fits === undefined) return undefined;
  /** Whether a block is read in the longest spans, of hardly more than it needs. */
  const isEnough = ({ packing: { span, runs, byteLength } }: Block) =>
    span >= LONGEST_READ && byteLength <= runs * view.run * 1.125;
  if (!isEnough(fits)) return fits;
  const count = firstCount(fits.count, (count) => isEnough(blockOf(view, fits.dim, count)));
  return blockOf(view, fits.dim, count);
}

/** The smallest block that is not too small and is read in long spans, or the whole view. */
export function efficientBlock(view: ByteView): Block {
  const { fits, next } = firstBlocks(
    view,
    ({ packing }) => packing.span < LONG_READ || packing.byteLength < EFFICIENT_TILE,
  );
  if (next === undefined) return fits!;
  // Blocks read along gaps that the others fill: all together are not much more than one.
  const whole = blockOf(view, next.dim, view.dims[next.dim]!.size);
  return whole.packing.byteLength < 2 * next.packing.byteLength ? whole : next;
}

/** Whether a tile takes fewer reads than its runs one by one. */
export function savesReads({ packing }: Block): boolean {
  return packing.reads < packing.runs;
}

/** The block of `view` with this many neighbours along `dim`. */
export function blockOf({ dims, run }: ByteView, dim: number, count: number): Block {
  const inner: Dim[] = [{ ...dims[dim]!, size: count }, ...dims.slice(dim + 1)];
  return { dim, count, packing: packTile(inner, run) };
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
    const count = firstCount(whole.count, (count) => !holds(blockOf(view, dim, count)));
    if (count > 1) fits = blockOf(view, dim, count - 1);
    return { ...(fits && { fits }), next: blockOf(view, dim, count) };
  }
  return fits ? { fits } : {};
}

/** The smallest number up to `most` from which on something is true; it is at `most`. */
function firstCount(most: number, isTrue: (count: number) => boolean): number {
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isTrue(middle)) high = middle;
    else low = middle;
  }
  return high;
}
