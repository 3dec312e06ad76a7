/**
 * One tensor of the tiles that ranks have saved of it.
 *
 * @module
 */
import {
  concat,
  elementsOf,
  type LazyTensor,
  MalformedCheckpointError,
  printable,
  quoteName,
  reshape,
  type Shape,
  slice,
} from "@tensorferry/core";

/** A box of a tensor. */
export interface Tile {
  /** Where it begins in the whole, per dimension. */
  readonly offsets: readonly number[];
  readonly tensor: LazyTensor;
}

/**
 * Pieces that tiles are cut into, for each tile. Placements of torch make grids, or tiles that are cut once per dimension; only tiles
 * laid like bricks, which nobody saves, need more than one piece each.
 */
const MAX_PIECES_PER_TILE = 16;

interface Whole {
  readonly path: string;
  readonly name: string;
  readonly shape: Shape;
  /** Pieces that may still be made. */
  pieces: number;
}

/**
 * Puts the tiles of a tensor together, whatever their number and sizes: a shard per rank, a grid, and empty tiles in between.
 *
 * @param path What to name in errors.
 * @throws MalformedCheckpointError when tiles overlap, leave a gap, or lie outside the tensor.
 */
export function assemble(
  path: string,
  name: string,
  shape: Shape,
  tiles: readonly Tile[],
): LazyTensor {
  const whole = { path, name, shape, pieces: tiles.length * MAX_PIECES_PER_TILE };
  for (const tile of tiles) {
    if (!isWithin(shape, tile)) {
      throw malformed(
        whole,
        `a chunk of shape [${tile.tensor.shape}] at [${tile.offsets}] does not lie within its shape [${shape}]`,
      );
    }
  }
  const first = tiles[0];
  if (first !== undefined && elementsOf(shape) === 0) return reshape(first.tensor, shape);
  return join(whole, 0, tiles.some(isEmpty) ? tiles.filter((tile) => !isEmpty(tile)) : tiles, []);
}

function isEmpty({ tensor }: Tile): boolean {
  return elementsOf(tensor.shape) === 0;
}

function isWithin(shape: Shape, { offsets, tensor }: Tile): boolean {
  if (offsets.length !== shape.length || tensor.shape.length !== shape.length) return false;
  for (let d = 0; d < shape.length; d++) {
    if (offsets[d]! + tensor.shape[d]! > shape[d]!) return false;
  }
  return true;
}

/** Joins tiles that begin and end at the same places along every dimension below `dim`. */
function join(
  whole: Whole,
  dim: number,
  tiles: readonly Tile[],
  corner: readonly number[],
): LazyTensor {
  const first = tiles[0];
  if (first === undefined) throw malformed(whole, `no chunk holds ${element(whole, corner)}`);
  if (tiles.length === 1 && isWhole(whole, dim, first)) return first.tensor;
  if (dim === whole.shape.length) {
    throw malformed(whole, `${tiles.length} chunks hold ${element(whole, corner)}`);
  }
  const inRow = tiles.length > 1 ? rowAlong(whole, dim, tiles) : undefined;
  if (inRow !== undefined) {
    countPieces(whole, inRow.length);
    return concat(
      dim,
      inRow.map((tile) =>
        isWhole(whole, dim + 1, tile)
          ? tile.tensor
          : join(whole, dim + 1, [tile], [...corner, tile.offsets[dim]!])
      ),
    );
  }
  const cuts = cutsAlong(whole, dim, tiles);
  if (cuts.length === 2) return join(whole, dim + 1, tiles, [...corner, 0]);
  const parts = [...slabs(whole, dim, cuts, tiles)].map(([start, slab]) =>
    join(whole, dim + 1, slab, [...corner, start])
  );
  return concat(dim, parts);
}

/** Whether a tile is all there is of its tensor from `dim` on. */
function isWhole({ shape }: Whole, dim: number, { offsets, tensor }: Tile): boolean {
  for (let d = dim; d < shape.length; d++) {
    if (offsets[d] !== 0 || tensor.shape[d] !== shape[d]) return false;
  }
  return true;
}

/** The tiles in their order where each begins at the end of the one before, as the shards of ranks do; nothing where some do not. */
function rowAlong(
  { shape }: Whole,
  dim: number,
  tiles: readonly Tile[],
): readonly Tile[] | undefined {
  if (isRow(tiles, dim, shape[dim]!)) return tiles;
  const inOrder = tiles.toSorted((a, b) => a.offsets[dim]! - b.offsets[dim]!);
  return isRow(inOrder, dim, shape[dim]!) ? inOrder : undefined;
}

function isRow(tiles: readonly Tile[], dim: number, size: number): boolean {
  let end = 0;
  for (const { offsets, tensor } of tiles) {
    if (offsets[dim] !== end) return false;
    end += tensor.shape[dim]!;
  }
  return end === size;
}

function countPieces(whole: Whole, pieces: number): void {
  whole.pieces -= pieces;
  if (whole.pieces < 0) throw malformed(whole, "its chunks are cut into too many pieces");
}

/** The first element of what begins at a corner. */
function element({ shape }: Whole, corner: readonly number[]): string {
  return `its element [${shape.map((_, d) => corner[d] ?? 0)}]`;
}

/** Where some tile begins or ends along a dimension, and its own ends. */
function cutsAlong({ shape }: Whole, dim: number, tiles: readonly Tile[]): number[] {
  const cuts = new Set([0, shape[dim]!]);
  for (const { offsets, tensor } of tiles) {
    cuts.add(offsets[dim]!);
    cuts.add(offsets[dim]! + tensor.shape[dim]!);
  }
  return [...cuts].sort((a, b) => a - b);
}

/** What lies between each cut and the next, cut to it. */
function* slabs(
  whole: Whole,
  dim: number,
  cuts: readonly number[],
  tiles: readonly Tile[],
): Generator<[start: number, slab: Tile[]]> {
  const waiting = tiles.toSorted((a, b) => b.offsets[dim]! - a.offsets[dim]!);
  let reached: Tile[] = [];
  for (const [i, start] of cuts.slice(0, -1).entries()) {
    reached = reached.filter(({ offsets, tensor }) => offsets[dim]! + tensor.shape[dim]! > start);
    while (waiting.at(-1)?.offsets[dim] === start) reached.push(waiting.pop()!);
    countPieces(whole, reached.length);
    yield [start, reached.map((tile) => cutTo(tile, dim, start, cuts[i + 1]!))];
  }
}

function cutTo({ offsets, tensor }: Tile, dim: number, start: number, stop: number): Tile {
  const from = offsets[dim]!;
  return {
    offsets: offsets.with(dim, start),
    tensor: slice(tensor, dim, start - from, stop - from),
  };
}

function malformed({ path, name }: Whole, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `of tensor ${
      quoteName(name)
    }, ${why}. Check that every file of the checkpoint is there, and none of another one`,
  );
}
