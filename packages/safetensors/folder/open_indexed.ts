/**
 * A checkpoint that has an index.
 *
 * @module
 */
import {
  type FilePool,
  type Leaf,
  MalformedCheckpointError,
  printable,
  quoteName,
  quoteNames,
  type StoredTensors,
} from "@tensorferry/core";
import { join } from "node:path";
import { compareCodePoints } from "../utf8.ts";
import { readIndex } from "./index_file.ts";

/** What several files hold together, of whatever format. */
export interface FilesRead extends Pick<StoredTensors, "sources"> {
  readonly tensors: ReadonlyMap<string, Leaf>;
  /** What is odd but harmless in them. */
  readonly warnings?: readonly string[];
}

/**
 * Opens the files that an index names, and holds what they contain against it.
 *
 * A tensor that lies in one of them and is not in the index is kept, with a warning: leaving it out would lose it.
 *
 * @param readFiles Reads the files of these names, relative to the folder.
 * @throws MalformedCheckpointError when the index cannot be read, a file is missing, or a tensor is not where the index says.
 */
export async function openIndexed<T extends FilesRead>(
  pool: FilePool,
  folder: string,
  index: string,
  readFiles: (pool: FilePool, folder: string, files: readonly string[]) => Promise<T>,
): Promise<T & Pick<StoredTensors, "files" | "warnings">> {
  const path = join(folder, index);
  const weightMap = await readIndex(pool.open(path));
  const files = filesOf(weightMap);
  checkPresent(pool, folder, index, files);
  const read = await readFiles(pool, folder, files);
  checkPlaces(path, weightMap, files, read);
  const unlisted = [...read.tensors.keys()].filter((name) => !weightMap.has(name));
  const unlistedWarning = unlisted.length === 0 ? [] : [
    `${unlisted.length} tensors are in the files but not in ${quoteName(index)}, and are kept: ${
      quoteNames(unlisted)
    }`,
  ];
  const warnings = [...read.warnings ?? [], ...unlistedWarning];
  return { ...read, files: [index, ...topLevel(files)], warnings };
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
  { tensors }: FilesRead,
): void {
  for (const [name, file] of weightMap) {
    const stored = tensors.get(name);
    const found = stored === undefined ? undefined : files[stored.source];
    if (found === file) continue;
    throw new MalformedCheckpointError(
      printable(path),
      `tensor ${quoteName(name)} is said to be in ${quoteName(file)}, and is ${
        found === undefined ? "in none of the files" : `in ${quoteName(found)}`
      }. The index and the files are of two saves; fetch both again`,
    );
  }
}
