/**
 * From the `.metadata` of a folder to what it says.
 *
 * @module
 */
import {
  type ByteSource,
  elementsOf,
  MalformedCheckpointError,
  printable,
  quoteName,
} from "@tensorferry/core";
import { isPlainPath } from "../../folder/plain_path.ts";
import { isKind } from "../../pickle/pickled.ts";
import { MAX_PICKLE_BYTES } from "../../pickle/limits.ts";
import { unpickle } from "../../pickle/unpickle.ts";
import { isObject } from "./build_metadata.ts";
import type { ChunkedTensor, DcpMetadata, Item, StoredChunk } from "./metadata.ts";
import { METADATA_DIALECT } from "./dialect.ts";
import type { MetadataDraft, PlaceDraft, TensorDraft } from "./object.ts";

/**
 * Reads a `.metadata`.
 *
 * @throws PickleError when it names what is not understood, or is malformed.
 * @throws MalformedCheckpointError when it contradicts itself, or names a file outside the folder.
 */
export async function readMetadata(source: ByteSource): Promise<DcpMetadata> {
  const { name: path, byteLength } = source;
  if (byteLength > MAX_PICKLE_BYTES) {
    throw malformed(path, `it has ${byteLength} bytes, and at most ${MAX_PICKLE_BYTES} are read`);
  }
  const bytes = new Uint8Array(byteLength);
  await source.read(0, bytes);
  const { value } = unpickle(bytes, METADATA_DIALECT, { name: path });
  if (!isObject(value, "metadata")) throw malformed(path, "it does not hold the metadata of torch");
  return checked(path, value);
}

function checked(path: string, metadata: MetadataDraft): DcpMetadata {
  const items = itemsOf(path, metadata);
  const tensors = new Map<string, ChunkedTensor>();
  const values: string[] = [];
  const { keys = [], values: kinds = [] } = metadata.stateDict ?? {};
  for (const [i, name] of keys.entries()) {
    const what = kinds[i];
    if (typeof name !== "string") throw malformed(path, "a name in it is no text");
    if (isObject(what, "bytes metadata")) values.push(name);
    else if (isObject(what, "tensor metadata")) {
      tensors.set(name, tensorOf(path, name, what, items));
    } else throw malformed(path, `it does not say what ${quoteName(name)} is`);
  }
  for (const name of values) items.get(name)?.delete(NO_BOX);
  const unused = items.values().reduce((count, { size }) => count + size, 0);
  return { tensors, values, paths: pathsOf(metadata), unused };
}

/**
 * Items by name, and then by where their box begins. The `index` beside them is a hint; two with the same name and box are one
 * (`MetadataIndex.__eq__`).
 */
type Items = Map<string, Map<string, Item>>;

/** The box of what is no tensor, which no box of numbers is like. */
const NO_BOX = "none";

function itemsOf(path: string, { storage }: MetadataDraft): Items {
  const items: Items = new Map();
  const { keys = [], values = [] } = storage ?? {};
  for (const [i, index] of keys.entries()) {
    const place = values[i];
    if (!isObject(index, "index") || index.name === undefined || !isObject(place, "place")) {
      throw malformed(path, "it does not say of what an item is, or where");
    }
    const box = index.offsets === undefined ? NO_BOX : `${index.offsets}`;
    let boxes = items.get(index.name);
    if (boxes === undefined) items.set(index.name, boxes = new Map());
    if (boxes.has(box)) throw malformed(path, `it has ${quoteName(index.name)} in two places`);
    boxes.set(box, itemOf(path, index.name, place));
  }
  return items;
}

function itemOf(path: string, name: string, place: PlaceDraft): Item {
  const { file, position, byteLength, transforms = [] } = place;
  if (file === undefined || position === undefined || byteLength === undefined) {
    throw malformed(path, `it does not say where ${quoteName(name)} lies`);
  }
  if (!isPlainPath(file)) {
    throw malformed(
      path,
      `${quoteName(name)} is said to be in ${quoteName(file)}, which is outside the folder`,
    );
  }
  return { file, position, byteLength, transforms };
}

/** Finds the item of each chunk, and takes it out of `items`. */
function tensorOf(
  path: string,
  name: string,
  { properties, shape, chunks }: TensorDraft,
  items: Items,
): ChunkedTensor {
  const dtype = properties?.dtype;
  if (dtype === undefined || shape === undefined || chunks === undefined) {
    throw malformed(path, `it does not say what tensor ${quoteName(name)} is`);
  }
  const stored: StoredChunk[] = [];
  const boxes = items.get(name);
  const taken = new Set<string>();
  for (const { offsets, sizes } of chunks) {
    if (offsets === undefined || sizes === undefined) {
      throw malformed(path, `it does not say what a chunk of ${quoteName(name)} is`);
    }
    const box = `${offsets}`;
    // The empty shards of several ranks are one item.
    if (taken.has(box) && elementsOf(sizes) === 0) continue;
    taken.add(box);
    const item = boxes?.get(box);
    if (item === undefined) {
      throw malformed(
        path,
        `it does not say where the chunk at [${offsets}] of ${quoteName(name)} lies`,
      );
    }
    boxes?.delete(box);
    stored.push({ offsets, sizes, item });
  }
  return { dtype, shape, chunks: stored };
}

/** `planner_data`: what `flatten_state_dict` made each name of. Absent where another program wrote the checkpoint. */
function pathsOf({ planner }: MetadataDraft): Map<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>();
  const { keys = [], values = [] } = planner ?? {};
  for (const [i, name] of keys.entries()) {
    const path = values[i];
    if (typeof name !== "string" || path === undefined || !isKind(path, "tuple")) continue;
    // A path may be named by many, so it is copied only when it makes the name, which is as long.
    if (path.items.length > name.length + 1) continue;
    const parts = path.items.map((item) => `${item}`);
    if (parts.join(".") === name) paths.set(name, parts);
  }
  return paths;
}

function malformed(path: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `${why}. The checkpoint was altered, or was not saved by torch.distributed.checkpoint`,
  );
}
