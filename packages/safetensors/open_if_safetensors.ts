/**
 * From a path to its tensors, if they are safetensors.
 *
 * @module
 */
import { type FilePool, filePool, statOf } from "@tensorferry/core";
import { basename, dirname } from "node:path";
import { isIndexName } from "./folder/choose_files.ts";
import { openFolder } from "./folder/open_folder.ts";
import { openIndexed } from "./folder/open_indexed.ts";
import { readShards } from "./folder/read_shards.ts";
import { LENGTH_BYTES, MAX_HEADER_BYTES } from "./header/header.ts";
import type { StoredSafetensors } from "./stored_safetensors.ts";

/** As `openSafetensors`, but answers nothing where there is no safetensors file, which another container may then know. */
export async function openIfSafetensors(path: string): Promise<StoredSafetensors | undefined> {
  const pool = filePool();
  try {
    const opened = await openWith(pool, path);
    if (opened === undefined) pool.close();
    else return { ...opened, close: () => pool.close() };
  } catch (error) {
    pool.close();
    throw error;
  }
}

async function openWith(pool: FilePool, path: string) {
  const stats = statOf(path);
  if (stats === undefined) return undefined;
  if (stats.isDirectory) return await openFolder(pool, path);
  const [folder, file] = [dirname(path), basename(path)];
  if (isIndexName(file)) return await openIndexed(pool, folder, file, readShards);
  if (!file.endsWith(".safetensors") && !(stats.isFile && await looksLike(pool, path))) {
    return undefined;
  }
  return { ...await readShards(pool, folder, [file]), files: [file], warnings: [] };
}

/** Whether a file of another name, such as a blob of the Hugging Face cache, begins as safetensors does. */
async function looksLike(pool: FilePool, path: string): Promise<boolean> {
  const source = pool.open(path);
  if (source.byteLength <= LENGTH_BYTES) return false;
  const bytes = new Uint8Array(LENGTH_BYTES + 1);
  await source.read(0, bytes);
  const length = new DataView(bytes.buffer).getBigUint64(0, true);
  return length <= BigInt(MAX_HEADER_BYTES) && bytes[LENGTH_BYTES] === "{".charCodeAt(0);
}
