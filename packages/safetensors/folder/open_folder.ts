/**
 * A folder as a checkpoint.
 *
 * @module
 */
import {
  fileNamesIn,
  type FilePool,
  MalformedCheckpointError,
  printable,
  quoteName,
  quoteNames,
  sameShape,
} from "@tensorferry/core";
import { join } from "node:path";
import type { StoredSafetensors } from "../stored_safetensors.ts";
import { chooseFiles, type FileChoice } from "./choose_files.ts";
import { readIndex } from "./index_file.ts";
import { filesOf, isPresent, openIndexed, topLevel } from "./open_indexed.ts";
import { readShards, type Shards } from "./read_shards.ts";

/**
 * Opens the checkpoint in a folder; nothing when it has no safetensors file.
 *
 * @throws MalformedCheckpointError when its files contradict each other.
 * @throws SafetensorsError when one is not safetensors, or not whole.
 */
export async function openFolder(
  pool: FilePool,
  folder: string,
): Promise<Omit<StoredSafetensors, "close"> | undefined> {
  const choice = chooseFiles(folder, fileNamesIn(folder));
  if (choice === undefined) return undefined;
  const opened = await openChoice(pool, folder, choice);
  const files = new Set(opened.files);
  const ignored = choice.present.filter((name) => !files.has(name));
  if (ignored.length === 0) return opened;
  const warning = `${ignored.length} safetensors files are not part of the checkpoint (${
    quoteNames(choice.index === undefined ? choice.weights : [choice.index])
  }), and are not read: ${quoteNames(ignored)}`;
  return { ...opened, warnings: [...opened.warnings, warning] };
}

async function openChoice(pool: FilePool, folder: string, { index, weights }: FileChoice) {
  const [single] = weights;
  if (index === undefined) {
    const shards = await readShards(pool, folder, weights);
    return { ...shards, files: weights, warnings: [] };
  }
  if (single === undefined) return await openIndexed(pool, folder, index, readShards);
  return await openBoth(pool, folder, index, single);
}

/**
 * A single file beside an index.
 *
 * transformers 5.18 reads the single file and says nothing. Saving a sharded model over an old single one leaves both behind,
 * and so brings the old weights back: hence they must agree.
 */
async function openBoth(pool: FilePool, folder: string, index: string, single: string) {
  const weightMap = await readIndex(pool.open(join(folder, index)));
  const files = filesOf(weightMap);
  if (files.length === 1 && files[0] === single) {
    return await openIndexed(pool, folder, index, readShards);
  }
  const shards = await readShards(pool, folder, [single]);
  const missing = files.filter((file) => !isPresent(pool, join(folder, file)));
  const other = missing.length === 0 ? (await readShards(pool, folder, files)).tensors : undefined;
  const why = disagreement(shards, weightMap, other);
  if (why !== undefined) {
    throw new MalformedCheckpointError(
      printable(folder),
      `${quoteName(single)} and ${quoteName(index)} are of two saves: ${why}. ` +
        "Remove the one that is out of date with its shards, or give the path of the one to read",
    );
  }
  const warning = `${quoteName(single)} is read, and ${quoteName(index)} beside it is not` +
    (missing.length > 0 ? `; its shards are missing: ${quoteNames(missing)}` : "");
  const present = topLevel(files.filter((file) => !missing.includes(file)));
  return { ...shards, files: [single, index, ...present], warnings: [warning] };
}

function disagreement(
  { tensors }: Shards,
  weightMap: ReadonlyMap<string, string>,
  other: Shards["tensors"] | undefined,
): string | undefined {
  const onlyFile = [...tensors.keys()].filter((name) => !weightMap.has(name));
  if (onlyFile.length > 0) return `only the first has ${quoteNames(onlyFile)}`;
  const onlyIndex = [...weightMap.keys()].filter((name) => !tensors.has(name));
  if (onlyIndex.length > 0) return `only the second has ${quoteNames(onlyIndex)}`;
  for (const [name, a] of tensors) {
    const b = other?.get(name);
    if (b !== undefined && (a.dtype !== b.dtype || !sameShape(a.shape, b.shape))) {
      return `tensor ${quoteName(name)} is ${a.dtype} [${a.shape}] and ${b.dtype} [${b.shape}]`;
    }
  }
}
