/**
 * How a block of a view lies in memory once it is read.
 *
 * @module
 */
import { LONGEST_GAP } from "../recipe/read_cost.ts";
import type { Dim } from "../normal_form/strides.ts";

/** A tile: spans of the source side by side. All in bytes. */
export interface TilePacking {
  /** Bytes of one read. */
  readonly span: number;
  /** Loops around the reads, by growing stride in the source. */
  readonly loops: readonly Dim[];
  /** Distance in the tile between neighbours along each dimension of the block. */
  readonly strides: readonly number[];
  readonly byteLength: number;
  /** Number of reads. */
  readonly reads: number;
  /** Number of runs that the block puts together. */
  readonly runs: number;
}

/** How much more may be read than is needed: gaps also take room in the tile. */
const MOST_WASTE = 4;

/**
 * Packs a block into a tile: its dimensions in the order of the source, neighbours read as one span as far as the gaps
 * between them are small.
 *
 * @param dims the dimensions of the block around runs of `run` bytes; strides in bytes.
 */
export function packTile(dims: readonly Dim[], run: number): TilePacking {
  const strides = new Array<number>(dims.length).fill(0);
  const loops: Dim[] = [];
  let span = run;
  let reads = 1;
  for (const d of inSourceOrder(dims)) {
    const { size, stride } = dims[d]!;
    const dense = stride - span <= LONGEST_GAP && stride <= span * MOST_WASTE;
    if (dense && loops.length === 0) {
      strides[d] = stride;
      span += (size - 1) * stride;
    } else {
      strides[d] = span * reads;
      loops.push({ size, stride });
      reads *= size;
    }
  }
  const runs = dims.reduce((product, { size }) => product * size, 1);
  return { span, loops, strides, byteLength: span * reads, reads, runs };
}

/** The dimensions that lead to other bytes, by growing stride. Along a stride of 0, one byte serves all. */
function inSourceOrder(dims: readonly Dim[]): number[] {
  return [...dims.keys()]
    .filter((d) => dims[d]!.size > 1 && dims[d]!.stride > 0)
    .sort((a, b) => dims[a]!.stride - dims[b]!.stride);
}
