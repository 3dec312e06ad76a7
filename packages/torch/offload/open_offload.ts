/**
 * From an offload folder to its tensors.
 *
 * @module
 */
import {
  bytesOf,
  fileNamesIn,
  type FilePool,
  isFile,
  type LazyTensor,
  leaf,
  MalformedCheckpointError,
  printable,
  quoteName,
  quoteNames,
  statOf,
  staysWithin,
  type StoredTensors,
} from "@tensorferry/core";
import { basename, dirname, join } from "node:path";
import { isPlainPath, topLevel } from "../folder/plain_path.ts";
import { withPool } from "../folder/with_pool.ts";
import { DATA_SUFFIX, INDEX_FILE, isDataName, type RawEntry, readEntry } from "./offload_index.ts";
import { readIndex } from "./read_index.ts";
import { safetensorsFiles } from "./safetensors_files.ts";
import { type OffloadSources, offloadSources } from "./sources.ts";

/** What transformers 5 calls a file of an offloaded tensor, after its name. */
const SAFETENSORS_SUFFIX = ".safetensors";

/**
 * Opens a folder that accelerate has offloaded weights to. Nothing when it has no index of that kind.
 *
 * @throws TensorferryError when it has, and files are missing or of another size.
 */
export async function openOffload(path: string): Promise<StoredTensors | undefined> {
  const stats = statOf(path);
  if (stats === undefined) return undefined;
  const folder = stats.isDirectory ? path : dirname(path);
  if (!stats.isDirectory && basename(path) !== INDEX_FILE) return undefined;
  const names = fileNamesIn(folder);
  const index = readIndex(folder, names);
  if (index === undefined) return undefined;
  return await withPool((pool) => openIndexed(pool, folder, index, names));
}

/** Those among the names of a folder's files that are an offload folder's: the index, where it is one, and the files that it names. */
export function offloadFiles(folder: string, names: readonly string[]): string[] {
  try {
    const index = readIndex(folder, names);
    if (index === undefined) return [];
    const files = new Set(Object.keys(index).map((name) => name + DATA_SUFFIX));
    return [INDEX_FILE, ...names.filter((name) => files.has(name))];
  } catch (error) {
    if (!(error instanceof MalformedCheckpointError)) throw error;
    // Whoever opens the folder is told that the index is broken, whatever else is there.
    return [INDEX_FILE];
  }
}

/** Those of `names` for which it must be an offload folder, whatever the index says. */
export function choiceAmong(names: readonly string[]): readonly string[] {
  return names.some(isDataName) ? names.filter((name) => name === INDEX_FILE) : [];
}

async function openIndexed(
  pool: FilePool,
  folder: string,
  index: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Promise<Omit<StoredTensors, "close">> {
  const path = join(folder, INDEX_FILE);
  const sources = offloadSources();
  const shards = safetensorsFiles(pool, sources, folder, path);
  const files: string[] = [];
  const tensors = new Map<string, LazyTensor>();
  for (const [name, value] of Object.entries(index)) {
    const entry = readEntry(path, name, value);
    if (entry.kind === "safetensors") tensors.set(name, await shards.find(name, entry));
    else {
      const file = name + DATA_SUFFIX;
      tensors.set(name, rawTensor(pool, sources, folder, file, entry));
      files.push(file);
    }
  }
  const shardFiles = topLevel(shards.inside());
  const taken = new Set([...files, ...shardFiles]);
  const unlisted = (suffix: string) =>
    warning(
      names.filter((name) => name.endsWith(suffix) && !name.startsWith(".") && !taken.has(name)),
      `${suffix} files are not in ${INDEX_FILE}, and are not read`,
    );
  return {
    sources: sources.all,
    tensors,
    files: [INDEX_FILE, ...taken],
    warnings: [
      ...unlisted(DATA_SUFFIX),
      ...unlisted(SAFETENSORS_SUFFIX),
      ...warning(shards.outside(), "files outside the folder hold tensors of it"),
    ],
  };
}

/** Elements in C order, little-endian, and nothing else; bfloat16 and the float8 as integers of the same width. */
function rawTensor(
  pool: FilePool,
  sources: OffloadSources,
  folder: string,
  file: string,
  { dtype, shape }: RawEntry,
): LazyTensor {
  const path = join(folder, file);
  if (!isPlainPath(file) || file.includes("/")) {
    throw malformed(join(folder, INDEX_FILE), `${quoteName(file)} would leave the folder`);
  }
  if (!isFile(path)) {
    throw malformed(folder, `${quoteName(file)} is missing, which ${INDEX_FILE} calls for`);
  }
  if (!staysWithin(folder, file)) {
    throw malformed(
      path,
      "it is a link to what lies outside the folder, which may be anything. Put the file itself there",
    );
  }
  const source = pool.open(path);
  const bytes = bytesOf(dtype, shape);
  // numpy gives an empty array a byte, since an empty file cannot be mapped into memory.
  if (source.byteLength !== bytes && !(bytes === 0 && source.byteLength === 1)) {
    throw malformed(
      path,
      `it has ${source.byteLength} bytes, and ${dtype} [${shape}] takes ${bytes}`,
    );
  }
  return leaf({ source: sources.add(source), position: 0, dtype, shape });
}

function warning(names: readonly string[], what: string): string[] {
  return names.length === 0 ? [] : [`${names.length} ${what}: ${quoteNames(names)}`];
}

function malformed(path: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(printable(path), `${why}. Offload the model again`);
}
