/**
 * Sharded files that have an index.
 *
 * @module
 */
import {
  type FilePool,
  MalformedCheckpointError,
  printable,
  quoteName,
  quoteNames,
  type StoredTensors,
} from "@tensorferry/core";
import { statSync } from "node:fs";
import { join } from "node:path";
import { topLevel } from "../folder/plain_path.ts";
import { readIndex } from "./index_file.ts";
import { readFiles } from "./read_files.ts";

/**
 * Opens the files that an index names, and holds what they contain against it.
 *
 * A tensor that lies in one of them and is not in the index is kept, with a warning: leaving it out would lose it.
 *
 * @throws MalformedCheckpointError when a file is missing, or a tensor is not where the index says.
 */
export async function openIndexed(
  pool: FilePool,
  folder: string,
  index: string,
): Promise<Omit<StoredTensors, "close">> {
  const path = join(folder, index);
  const weightMap = readIndex(path);
  const files = [...new Set(weightMap.values())].sort();
  const missing = files.filter((file) =>
    !statSync(join(folder, file), { throwIfNoEntry: false })?.isFile()
  );
  if (missing.length > 0) {
    throw new MalformedCheckpointError(
      printable(folder),
      `${
        quoteName(index)
      } names ${files.length} files, and ${missing.length} of them are missing: ${
        quoteNames(missing)
      }. Fetch them again`,
    );
  }
  const { sources, tensors, warnings } = await readFiles(pool, folder, files);
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
  const unlisted = [...tensors.keys()].filter((name) => !weightMap.has(name));
  const unlistedWarning = `${unlisted.length} tensors are in the files but not in ${
    quoteName(index)
  }, and are kept: ${quoteNames(unlisted)}`;
  return {
    sources,
    tensors,
    files: [index, ...topLevel(files)],
    warnings: unlisted.length === 0 ? warnings : [...warnings, unlistedWarning],
  };
}
