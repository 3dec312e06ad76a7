/**
 * From a folder of `torch.distributed.checkpoint` to its tensors.
 *
 * @module
 */
import {
  fileNamesIn,
  type FilePool,
  isFile,
  type LazyTensor,
  MalformedCheckpointError,
  printable,
  quoteNames,
  statOf,
  type StoredTensors,
} from "@tensorferry/core";
import { basename, dirname, join } from "node:path";
import { topLevel } from "../folder/plain_path.ts";
import { withPool } from "../folder/with_pool.ts";
import { assemble } from "../tiles/assemble.ts";
import {
  checkpointFiles,
  type ChunkedTensor,
  type DcpMetadata,
  METADATA_FILE,
} from "./metadata/metadata.ts";
import { readChunks } from "./read_chunks.ts";
import { readMetadata } from "./metadata/read_metadata.ts";
import { selectModel } from "./training_state.ts";

/** Which part of the state is read: the tensors of the model, or all tensors under the names that they were saved under. */
export type DcpState = "model" | "all";

type Opened = Omit<StoredTensors, "close">;

/**
 * Opens a distributed checkpoint, reading its `.metadata` and the ends of its items. Nothing when `path` is none.
 *
 * @throws TensorferryError when it is one, and not whole, or not only of plain tensors.
 */
export async function openDcp(path: string, state: DcpState): Promise<StoredTensors | undefined> {
  const stats = statOf(path);
  if (stats === undefined) return undefined;
  if (stats.isDirectory) return await withPool((pool) => openFolder(pool, path, state));
  if (basename(path) !== METADATA_FILE) return undefined;
  return await withPool((pool) => openFolder(pool, dirname(path), state));
}

async function openFolder(
  pool: FilePool,
  folder: string,
  state: DcpState,
): Promise<Opened | undefined> {
  const present = checkpointFiles(fileNamesIn(folder));
  if (present.length === 0) return undefined;
  if (!present.includes(METADATA_FILE)) {
    throw new MalformedCheckpointError(
      printable(folder),
      `it has ${present.length} .distcp files and no ${METADATA_FILE}, which is written last: ` +
        "the save did not end, or the file was not copied. Take an earlier checkpoint, or copy it",
    );
  }
  const metadata = await readMetadata(pool.open(join(folder, METADATA_FILE)));
  const { model, training } = selectModel(metadata);
  const wanted = state === "model"
    ? model
    : new Map([...metadata.tensors.keys()].map((name) => [name, name]));
  const { sources, tensors, files } = await readTensors(pool, folder, metadata, wanted);
  return {
    sources,
    tensors,
    files: [...new Set([...present, ...topLevel(files)])],
    warnings: [...leftOut(metadata, state === "model" ? training : [])],
  };
}

async function readTensors(
  pool: FilePool,
  folder: string,
  metadata: DcpMetadata,
  wanted: ReadonlyMap<string, string>,
) {
  const chunked = new Map<string, ChunkedTensor>(
    Array.from(wanted.values(), (stored) => [stored, metadata.tensors.get(stored)!]),
  );
  const files = filesOf(folder, chunked);
  const sources = files.map((file) => pool.open(join(folder, file)));
  const tiles = await readChunks(chunked, files, sources);
  const tensors = new Map<string, LazyTensor>();
  for (const [name, stored] of wanted) {
    tensors.set(name, assemble(folder, stored, chunked.get(stored)!.shape, tiles.get(stored)!));
  }
  return { sources, tensors, files };
}

/** The files that hold chunks of these tensors. Which rank wrote one, and when, its name does not say. */
function filesOf(folder: string, tensors: ReadonlyMap<string, ChunkedTensor>): string[] {
  const files = new Set<string>();
  for (const { chunks } of tensors.values()) {
    for (const { item } of chunks) files.add(item.file);
  }
  const missing = [...files].filter((file) => !isFile(join(folder, file)));
  if (missing.length === 0) return [...files].sort();
  throw new MalformedCheckpointError(
    printable(folder),
    `${METADATA_FILE} names ${files.size} files with tensors, and ${missing.length} of them are missing: ${
      quoteNames(missing)
    }. Copy them from the nodes that wrote them`,
  );
}

function* leftOut({ values, unused }: DcpMetadata, training: readonly string[]): Generator<string> {
  if (training.length > 0) {
    yield `${training.length} tensors are of the training state, and are left out: ${
      quoteNames(training)
    }`;
  }
  if (values.length > 0) {
    yield `${values.length} values are no tensors, and are left out: ${quoteNames(values)}`;
  }
  if (unused > 0) yield `${unused} items in ${METADATA_FILE} are of no tensor, and are not read`;
}
