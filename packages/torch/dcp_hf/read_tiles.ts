/**
 * The tiles of each tensor, from the headers of all shards.
 *
 * @module
 */
import {
  type DType,
  elementsOf,
  type FilePool,
  type Leaf,
  leaf,
  MalformedCheckpointError,
  printable,
  quoteName,
  type StoredTensors,
} from "@tensorferry/core";
import { exactShape, readHeader } from "@tensorferry/safetensors";
import { join } from "node:path";
import type { Tile } from "../tiles/assemble.ts";
import { isBehind } from "../tiles/c_order.ts";
import { knownSizes } from "../tiles/known_sizes.ts";
import { parseShardingInfo } from "./sharding_info.ts";

/** A tensor, as far as the shards that were read say. */
export interface TiledTensor {
  readonly dtype: DType;
  /** Nothing but the places of its tiles says how large it is. */
  readonly shape: readonly number[];
  readonly tiles: readonly Tile[];
}

/** The tensors by name, and the sources that their leaves count. */
export interface Tiles extends Pick<StoredTensors, "sources"> {
  readonly tensors: ReadonlyMap<string, TiledTensor>;
}

/**
 * Reads the headers of `files`.
 *
 * @throws MalformedCheckpointError when one does not say where its tensors belong, or two contradict each other.
 */
export async function readTiles(
  pool: FilePool,
  folder: string,
  files: readonly string[],
): Promise<Tiles> {
  const sources = files.map((file) => pool.open(join(folder, file)));
  const tensors = new Map<string, Growing>();
  const shared = knownSizes();
  const shards = { folder, files };
  for (const [i, source] of sources.entries()) {
    const header = await readHeader(source);
    const info = parseShardingInfo(source.name, header.metadata, shared);
    header.tensors.forEach(({ dtype, shape: sizes, position }, name) => {
      const offsets = info.get(name);
      const shape = exactShape(source.name, name, sizes);
      if (offsets?.length !== shape.length) {
        throw malformed(source.name, `it does not say where tensor ${quoteName(name)} begins`);
      }
      let tensor = tensors.get(name);
      if (tensor === undefined) {
        tensor = { name, dtype, shape: shape.map(() => 0), tiles: [] };
        tensors.set(name, tensor);
      }
      const tile = { offsets, tensor: leaf({ source: i, position, dtype, shape }) };
      addTile(tile, tensor, shards);
    });
  }
  return { sources, tensors };
}

/** A tile that is a range of a file. */
interface FileTile extends Tile {
  readonly tensor: Leaf;
}

/** A tensor to which tiles are added. */
interface Growing extends TiledTensor {
  readonly name: string;
  readonly shape: number[];
  readonly tiles: FileTile[];
  /** Where the last tile begins that is not empty. */
  last?: readonly number[];
  /** The source of each tile that is not empty, by its offsets; only where they did not come in the order of these. */
  sources?: Map<string, number>;
}

/** Adds a tile, which is held against those of other files. */
function addTile(
  tile: FileTile,
  to: Growing,
  { folder, files }: { readonly folder: string; readonly files: readonly string[] },
): void {
  const { offsets, tensor: { dtype, shape, source } } = tile;
  const { name } = to;
  if (dtype !== to.dtype || shape.length !== to.shape.length) {
    throw malformed(
      folder,
      `in ${quoteName(files[source]!)}, tensor ${
        quoteName(name)
      } is ${dtype} of ${shape.length} dimensions, and elsewhere ${to.dtype} of ${to.shape.length}`,
    );
  }
  if (elementsOf(shape) > 0) {
    const other = sourceAt(tile, to);
    if (other !== undefined) {
      throw malformed(
        folder,
        `the chunk at [${offsets}] of tensor ${quoteName(name)} is both in ${
          quoteName(files[other]!)
        } and in ${quoteName(files[source]!)}`,
      );
    }
  }
  for (let d = 0; d < shape.length; d++) {
    to.shape[d] = Math.max(to.shape[d]!, offsets[d]! + shape[d]!);
  }
  to.tiles.push(tile);
}

/** The source of the tile that was at the same place before, if any. */
function sourceAt({ offsets, tensor: { source } }: FileTile, growing: Growing): number | undefined {
  const { last, tiles } = growing;
  growing.last = offsets;
  if (growing.sources === undefined) {
    if (last === undefined || isBehind(offsets, last)) return undefined;
    growing.sources = new Map();
    for (const { offsets, tensor } of tiles) {
      if (elementsOf(tensor.shape) > 0) growing.sources.set(`${offsets}`, tensor.source);
    }
  }
  const other = growing.sources.get(`${offsets}`);
  growing.sources.set(`${offsets}`, source);
  return other;
}

function malformed(path: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `${why}. Remove the files that are not of this checkpoint`,
  );
}
