/**
 * From a path to its tensors.
 *
 * @module
 */
import { type FilePool, filePool, NotACheckpointError } from "@tensorferry/core";
import { statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { isIndexName } from "./folder/choose_files.ts";
import { openFolder } from "./folder/open_folder.ts";
import { openIndexed } from "./folder/open_indexed.ts";
import { readShards } from "./folder/read_shards.ts";
import { LENGTH_BYTES, MAX_HEADER_BYTES } from "./header/header.ts";
import type { StoredSafetensors } from "./stored_safetensors.ts";

/**
 * Opens a safetensors file, an index, or a folder that holds a checkpoint, reading headers only.
 *
 * What may be harmless but odd is in `warnings`; what contradicts itself throws. Close it when done.
 *
 * @example Reading one tensor of a checkpoint
 * ```ts
 * import { encodeSafetensors, openSafetensors } from "@tensorferry/safetensors";
 * import { bytesOf } from "@tensorferry/core";
 * import { deepEqual } from "node:assert/strict";
 *
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * const bytes = new Uint8Array([1, 2, 3]);
 * await Deno.writeFile(path, encodeSafetensors([{ name: "x", dtype: "uint8", shape: [3], bytes }]));
 *
 * const checkpoint = await openSafetensors(path);
 * const x = checkpoint.tensors.get("x")!;
 * const read = new Uint8Array(bytesOf(x.dtype, x.shape));
 * await checkpoint.sources[x.source]!.read(x.position, read);
 * checkpoint.close();
 *
 * deepEqual(read, bytes);
 * await Deno.remove(path);
 * ```
 *
 * @throws NotACheckpointError when nothing at `path` is safetensors.
 * @throws SafetensorsError when a file is not of the format 0.8.0, or not whole.
 * @throws MalformedCheckpointError when index, files and names contradict each other.
 * @throws SourceReadError when a file cannot be read.
 */
export async function openSafetensors(path: string): Promise<StoredSafetensors> {
  const opened = await openIfSafetensors(path);
  if (opened !== undefined) return opened;
  throw new NotACheckpointError(path, "no safetensors file is there");
}

/** As {@link openSafetensors}, and nothing where there is no safetensors file. */
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
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return await openFolder(pool, path);
  const [folder, file] = [dirname(path), basename(path)];
  if (isIndexName(file)) return await openIndexed(pool, folder, file);
  if (!file.endsWith(".safetensors") && !(stats.isFile() && await looksLike(pool, path))) {
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
