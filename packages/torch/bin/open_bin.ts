/**
 * From a path to the tensors that `torch.save` wrote there.
 *
 * @module
 */
import {
  fileNamesIn,
  type FilePool,
  quoteNames,
  statOf,
  type StoredTensors,
} from "@tensorferry/core";
import { openIndexed } from "@tensorferry/safetensors";
import { basename, dirname, join } from "node:path";
import { withPool } from "../folder/with_pool.ts";
import { chooseFiles, isIndexName, isTorchName } from "./choose_files.ts";
import { readFiles } from "./read_files.ts";
import { torchFormatOf } from "./torch_format.ts";

type Opened = Omit<StoredTensors, "close">;

/**
 * Opens a file of `torch.save`, an index, or a folder that holds such a checkpoint, reading pickles only. Nothing when no file there
 * is torch's.
 *
 * @throws TensorferryError when it is torch's, and malformed, or not only of plain tensors.
 */
export async function openBin(path: string): Promise<StoredTensors | undefined> {
  const stats = statOf(path);
  if (stats === undefined) return undefined;
  return await withPool(async (pool) => {
    if (stats.isDirectory) return await openFolder(pool, path);
    const [folder, file] = [dirname(path), basename(path)];
    if (isIndexName(file)) return await openIndexed(pool, folder, file, readFiles);
    if (!stats.isFile || !await isTorchFile(pool, path)) return undefined;
    return { ...await readFiles(pool, folder, [file]), files: [file] };
  });
}

async function openFolder(pool: FilePool, folder: string): Promise<Opened | undefined> {
  const choice = chooseFiles(folder, fileNamesIn(folder));
  if (choice === undefined) return undefined;
  if ("index" in choice) return await openIndexed(pool, folder, choice.index, readFiles);
  if ("weights" in choice) {
    return { ...await readFiles(pool, folder, choice.weights), files: choice.weights };
  }
  const files: string[] = [];
  const others: string[] = [];
  for (const file of choice.candidates) {
    const isTorch = await isTorchFile(pool, join(folder, file));
    (isTorch ? files : others).push(file);
  }
  if (files.length === 0) return undefined;
  const { warnings, ...read } = await readFiles(pool, folder, files);
  const passedOver = others.length === 0
    ? []
    : [`${others.length} files are of another kind than their names say: ${quoteNames(others)}`];
  return { ...read, files, warnings: [...warnings, ...passedOver] };
}

/** A stream is known by its magic number, but a zip archive can be anything: only its name makes it torch's. */
async function isTorchFile(pool: FilePool, path: string): Promise<boolean> {
  const format = await torchFormatOf(pool.open(path));
  return format === "stream" || format === "archive" && isTorchName(basename(path));
}
