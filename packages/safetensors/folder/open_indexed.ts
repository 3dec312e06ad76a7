/**
 * A checkpoint that has an index.
 *
 * @module
 */
import {
  type FilePool,
  MalformedCheckpointError,
  printable,
  quoteName,
  quoteNames,
} from "@tensorferry/core";
import { join } from "node:path";
import type { StoredSafetensors } from "../stored_safetensors.ts";
import { compareCodePoints } from "../utf8.ts";
import { readIndex } from "./index_file.ts";
import { readShards, type Shards } from "./read_shards.ts";

/**
 * Opens the files that an index names, and holds what they contain against it.
 *
 * A tensor that lies in one of them and is not in the index is kept, with a warning: leaving it out would lose it.
 *
 * @throws MalformedCheckpointError when the index cannot be read, a file is missing, or a tensor is not where the index says.
 */
export async function openIndexed(
  pool: FilePool,
  folder: string,
  index: string,
): Promise<Omit<StoredSafetensors, "close">> {
  const path = join(folder, index);
  const weightMap = await readIndex(pool.open(path));
  const files = filesOf(weightMap);
  checkPresent(pool, folder, index, files);
  const shards = await readShards(pool, folder, files);
  checkPlaces(path, weightMap, files, shards);
  const unlisted = [...shards.tensors.keys()].filter((name) => !weightMap.has(name));
  const warnings = unlisted.length === 0 ? [] : [
    `${unlisted.length} tensors are in the shards but not in ${quoteName(index)}, and are kept: ${
      quoteNames(unlisted)
    }`,
  ];
  return { ...shards, files: [index, ...topLevel(files)], warnings };
}

/** The files that an index names, each once, in an order that does not depend on the order of the tensors. */
export function filesOf(weightMap: ReadonlyMap<string, string>): string[] {
  return [...new Set(weightMap.values())].sort(compareCodePoints);
}

/** The names within the folder itself: a file, or the folder that it lies in. */
export function topLevel(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => file.split("/")[0]!))];
}

function checkPresent(pool: FilePool, folder: string, index: string, files: string[]): void {
  const missing = files.filter((file) => !isPresent(pool, join(folder, file)));
  if (missing.length === 0) return;
  throw new MalformedCheckpointError(
    printable(folder),
    `${quoteName(index)} names ${files.length} files, and ${missing.length} of them are missing: ${
      quoteNames(missing)
    }. Fetch them again`,
  );
}

/** Whether a regular file is at `path`. */
export function isPresent(pool: FilePool, path: string): boolean {
  try {
    pool.open(path);
    return true;
  } catch {
    return false;
  }
}

function checkPlaces(
  path: string,
  weightMap: ReadonlyMap<string, string>,
  files: readonly string[],
  { tensors }: Shards,
): void {
  for (const [name, file] of weightMap) {
    const stored = tensors.get(name);
    const found = stored === undefined ? undefined : files[stored.source];
    if (found === file) continue;
    throw new MalformedCheckpointError(
      printable(path),
      `tensor ${quoteName(name)} is said to be in ${quoteName(file)}, and is ${
        found === undefined ? "in none of the shards" : `in ${quoteName(found)}`
      }. The index and the shards are of two saves; fetch both again`,
    );
  }
}
