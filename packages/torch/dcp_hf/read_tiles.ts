/**
 * The tiles of each tensor, from the headers of all shards.
 *
 * @module
 */
import {
  type DType,
  elementsOf,
  type FilePool,
  leaf,
  MalformedCheckpointError,
  printable,
  quoteName,
  type StoredTensors,
} from "@tensorferry/core";
import { exactShape, readHeader } from "@tensorferry/safetensors";
import { join } from "node:path";
import type { Tile } from "../tiles/assemble.ts";
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
  for (const [i, source] of sources.entries()) {
    const header = await readHeader(source);
    const info = parseShardingInfo(source.name, header.metadata);
    for (const [name, { dtype, shape: sizes, position }] of header.tensors) {
      const offsets = info.get(name);
      const shape = exactShape(source.name, name, sizes);
      if (offsets?.length !== shape.length) {
        throw malformed(source.name, `it does not say where tensor ${quoteName(name)} begins`);
      }
      let tensor = tensors.get(name);
      if (tensor === undefined) {
        tensor = { dtype, shape: shape.map(() => 0), tiles: [], files: new Map() };
        tensors.set(name, tensor);
      }
      const tile = { offsets, tensor: leaf({ source: i, position, dtype, shape }) };
      checkTile(folder, name, tensor, tile, files[i]!);
      tensor.shape = tensor.shape.map((size, d) => Math.max(size, offsets[d]! + shape[d]!));
      tensor.tiles.push(tile);
    }
  }
  return { sources, tensors };
}

/** A tensor to which tiles are added. */
interface Growing extends TiledTensor {
  shape: readonly number[];
  readonly tiles: Tile[];
  /** The file of each tile that is not empty, by its offsets. */
  readonly files: Map<string, string>;
}

/** Holds a tile against those of other files. */
function checkTile(
  folder: string,
  name: string,
  { dtype, shape, files }: Growing,
  { offsets, tensor }: Tile,
  file: string,
): void {
  if (tensor.dtype !== dtype || tensor.shape.length !== shape.length) {
    throw malformed(
      folder,
      `in ${quoteName(file)}, tensor ${
        quoteName(name)
      } is ${tensor.dtype} of ${tensor.shape.length} dimensions, and elsewhere ${dtype} of ${shape.length}`,
    );
  }
  if (elementsOf(tensor.shape) === 0) return;
  const other = files.get(`${offsets}`);
  if (other !== undefined) {
    throw malformed(
      folder,
      `the chunk at [${offsets}] of tensor ${quoteName(name)} is both in ${
        quoteName(other)
      } and in ${quoteName(file)}`,
    );
  }
  files.set(`${offsets}`, file);
}

function malformed(path: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `${why}. Remove the files that are not of this checkpoint`,
  );
}
