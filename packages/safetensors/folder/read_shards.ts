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
import type { DimensionSize, SafetensorsHeader } from "../header/header.ts";
import { readHeader } from "../header/read_header.ts";
import { SafetensorsError } from "../safetensors_error.ts";
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
function* leavesOf(
  header: SafetensorsHeader,
  source: number,
  path: string,
): Generator<[name: string, stored: Leaf]> {
  for (const [name, { dtype, shape, position }] of header.tensors) {
    if (!shape.every(isNumber)) {
      throw new SafetensorsError(
        "DimensionTooLarge",
        path,
        `has shape [${shape.slice(0, 16)}], and a size of 2^53 or more is not exact here`,
        name,
      );
    }
    yield [name, leaf({ source, position, dtype, shape })];
  }
}

function isNumber(size: DimensionSize): size is number {
  return typeof size === "number";
}
