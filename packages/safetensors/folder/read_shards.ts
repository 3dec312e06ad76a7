/**
 * The tensors of several files, as one checkpoint.
 *
 * @module
 */
import {
  type FilePool,
  type Leaf,
  leaf,
  MalformedCheckpointError,
  printable,
  quoteName,
} from "@tensorferry/core";
import { join } from "node:path";
import { exactShape } from "../header/exact_shape.ts";
import type { SafetensorsHeader } from "../header/header.ts";
import { readHeader } from "../header/read_header.ts";
import { MAX_NAMES } from "../limits.ts";
import type { StoredSafetensors } from "../stored_safetensors.ts";

/** What several files hold together. */
export type Shards = Pick<StoredSafetensors, "sources" | "tensors" | "metadata">;

/**
 * Reads the headers of `files`, given relative to `folder`.
 *
 * @throws MalformedCheckpointError when one is missing, or two hold a tensor of one name.
 * @throws SafetensorsError when one is not safetensors, or not whole.
 */
export async function readShards(
  pool: FilePool,
  folder: string,
  files: readonly string[],
): Promise<Shards> {
  const sources = files.map((file) => pool.open(join(folder, file)));
  const tensors = new Map<string, Leaf>();
  const metadata: (ReadonlyMap<string, string> | undefined)[] = [];
  for (const [i, source] of sources.entries()) {
    const header = await readHeader(source);
    metadata.push(header.metadata);
    for (const [name, stored] of leavesOf(header, i, source.name)) {
      const other = tensors.get(name);
      if (other !== undefined) {
        throw new MalformedCheckpointError(
          printable(folder),
          `tensor ${quoteName(name)} is both in ${quoteName(files[other.source]!)} and in ${
            quoteName(files[i]!)
          }. Remove the file that is out of date`,
        );
      }
      if (tensors.size === MAX_NAMES) {
        throw new MalformedCheckpointError(
          printable(folder),
          `its ${files.length} files have more than ${MAX_NAMES} tensors. Give the path of one of them`,
        );
      }
      tensors.set(name, stored);
    }
  }
  return { sources, tensors, metadata };
}

/**
 * The tensors of a header as lazy tensors of source number `source`.
 *
 * @throws SafetensorsError (`DimensionTooLarge`) for an empty tensor with a size of 2^53 or more: the one file that the reference
 * takes and Tensorferry does not.
 */
export function* leavesOf(
  header: SafetensorsHeader,
  source: number,
  path: string,
): Generator<[name: string, stored: Leaf]> {
  for (const [name, { dtype, shape, position }] of header.tensors) {
    yield [name, leaf({ source, position, dtype, shape: exactShape(path, name, shape) })];
  }
}
