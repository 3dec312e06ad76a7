/**
 * From a folder of ranks' safetensors shards to whole tensors.
 *
 * @module
 */
import {
  fileNamesIn,
  type LazyTensor,
  MalformedCheckpointError,
  printable,
  quoteName,
  statOf,
  type StoredTensors,
} from "@tensorferry/core";
import { basename, dirname } from "node:path";
import { withPool } from "../folder/with_pool.ts";
import { assemble } from "../tiles/assemble.ts";
import { readTiles } from "./read_tiles.ts";
import { chooseShards, isShardName } from "./shard_files.ts";

/**
 * Opens the shards in a folder, reading headers only. Nothing when there are none.
 *
 * @throws TensorferryError when they are malformed, overlap or leave gaps, or others lie beside them.
 */
export async function openDcpHf(path: string): Promise<StoredTensors | undefined> {
  const stats = statOf(path);
  if (stats === undefined) return undefined;
  if (!stats.isDirectory) {
    // To anyone else it is a safetensors file, whose tensors are parts that go by the names of the whole.
    if (!isShardName(basename(path))) return undefined;
    throw new MalformedCheckpointError(
      printable(path),
      `${quoteName(basename(path))} has the part of one rank of each tensor. Give the path of ${
        quoteName(basename(dirname(path)))
      }, the folder`,
    );
  }
  const files = chooseShards(path, fileNamesIn(path));
  if (files === undefined) return undefined;
  return await withPool(async (pool) => {
    const { sources, tensors: tiled } = await readTiles(pool, path, files);
    const tensors = new Map<string, LazyTensor>();
    for (const [name, { shape, tiles }] of tiled) {
      tensors.set(name, assemble(path, name, shape, tiles));
    }
    return { sources, tensors, files, warnings: [] };
  });
}
