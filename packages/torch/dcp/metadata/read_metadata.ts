/**
 * From the `.metadata` of a folder to what it says.
 *
 * @module
 */
import { type ByteSource, elementsOf, quoteName } from "@tensorferry/core";
import { isKind } from "../../pickle/pickled.ts";
import { MAX_PICKLE_BYTES } from "../../pickle/limits.ts";
import { PickleError } from "../../pickle/pickle_error.ts";
import { unpickle } from "../../pickle/unpickle.ts";
import { isBehind } from "../../tiles/c_order.ts";
import { isObject } from "./build_metadata.ts";
import type { ChunkedTensor, DcpMetadata, StoredChunk } from "./metadata.ts";
import { metadataDialect, TOO_LARGE } from "./dialect.ts";
import { malformedMetadata } from "./malformed_metadata.ts";
import type { ChunkDraft, MetadataDraft, TensorDraft } from "./object.ts";
import { type Box, type StoredItems, storedItems } from "./stored_items.ts";

/**
 * Reads a `.metadata`.
 *
 * @throws PickleError when it names what is not understood, is malformed, or goes beyond a limit.
 * @throws MalformedCheckpointError when it contradicts itself, or names a file outside the folder.
 */
export async function readMetadata(source: ByteSource): Promise<DcpMetadata> {
  const { name: path, byteLength } = source;
  if (byteLength > MAX_PICKLE_BYTES) {
    const found = `it has ${byteLength} bytes, and at most ${MAX_PICKLE_BYTES} are read`;
    throw new PickleError("TooLarge", { path, position: 0 }, found, TOO_LARGE);
  }
  const bytes = new Uint8Array(byteLength);
  await source.read(0, bytes);
  const { value } = unpickle(bytes, metadataDialect(), { name: path });
  if (!isObject(value, "metadata")) {
    throw malformedMetadata(path, "it does not hold the metadata of torch");
  }
  return checked(path, value);
}

function checked(path: string, metadata: MetadataDraft): DcpMetadata {
  const stored = storedItems(path, metadata.storage);
  // A pickle can say of any number of names that they are one tensor of any number of chunks.
  const boxes = new Map<TensorDraft, readonly ChunkBox[]>();
  const tensors = new Map<string, ChunkedTensor>();
  const values: string[] = [];
  const items = metadata.stateDict?.items ?? [];
  for (let i = 0; i < items.length; i += 2) {
    const [name, what] = [items[i], items[i + 1]];
    if (typeof name !== "string") throw malformedMetadata(path, "a name in it is no text");
    if (isObject(what, "bytes metadata")) values.push(name);
    else if (isObject(what, "tensor metadata")) {
      if (!boxes.has(what)) boxes.set(what, differentBoxes(path, name, what.chunks ?? []));
      tensors.set(name, tensorOf(path, name, what, boxes.get(what)!, stored));
    } else throw malformedMetadata(path, `it does not say what ${quoteName(name)} is`);
  }
  for (const name of values) stored.take(name, NO_BOX);
  return { tensors, values, paths: pathsOf(metadata), unused: stored.left() };
}

/** Of what is no tensor. */
const NO_BOX: readonly Box[] = [{ offsets: undefined }];

/** Takes the item of each chunk. */
function tensorOf(
  path: string,
  name: string,
  { properties, shape, chunks }: TensorDraft,
  boxes: readonly ChunkBox[],
  stored: StoredItems,
): ChunkedTensor {
  const dtype = properties?.dtype;
  if (dtype === undefined || shape === undefined || chunks === undefined) {
    throw malformedMetadata(path, `it does not say what tensor ${quoteName(name)} is`);
  }
  const items = stored.take(name, boxes);
  return {
    dtype,
    shape,
    chunks: boxes.map(({ offsets, sizes }, i) => {
      const item = items[i];
      if (item !== undefined) return { offsets, sizes, item };
      throw malformedMetadata(
        path,
        `it does not say where the chunk at [${offsets}] of ${quoteName(name)} lies`,
      );
    }),
  };
}

type ChunkBox = Omit<StoredChunk, "item">;

/** The boxes of chunks, each that begins at one place once. */
function differentBoxes(
  path: string,
  name: string,
  chunks: readonly ChunkDraft[],
): readonly ChunkBox[] {
  if (!chunks.every(isBox)) {
    throw malformedMetadata(path, `it does not say what a chunk of ${quoteName(name)} is`);
  }
  const areDifferent = chunks.every(({ offsets }, i) =>
    i === 0 || isBehind(offsets, chunks[i - 1]!.offsets)
  );
  if (areDifferent) return chunks;
  const taken = new Set<string>();
  return chunks.filter(({ offsets, sizes }) => {
    const place = `${offsets}`;
    const isNew = !taken.has(place);
    taken.add(place);
    // The empty shards of several ranks are one item.
    if (isNew || elementsOf(sizes) === 0) return isNew;
    throw malformedMetadata(path, `it has two chunks of ${quoteName(name)} at [${offsets}]`);
  });
}

function isBox(chunk: ChunkDraft): chunk is ChunkDraft & ChunkBox {
  return chunk.offsets !== undefined && chunk.sizes !== undefined;
}

/** `planner_data`: what `flatten_state_dict` made each name of. Absent where another program wrote the checkpoint. */
function pathsOf({ planner }: MetadataDraft): Map<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>();
  const items = planner?.items ?? [];
  const tried = new Set<string>();
  for (let i = 0; i < items.length; i += 2) {
    const [name, path] = [items[i], items[i + 1]];
    if (typeof name !== "string" || path === undefined || !isKind(path, "tuple")) continue;
    // A key of a dict comes once; repeated by reference, a long one would be compared as often.
    if (tried.has(name)) continue;
    tried.add(name);
    // A path may be named by many, so it is copied only when it makes the name, which is as long.
    if (path.items.length > name.length + 1) continue;
    const parts = path.items.map((item) => `${item}`);
    if (parts.join(".") === name) paths.set(name, parts);
  }
  return paths;
}
