/**
 * The chunks of tensors, as views of the files that hold them.
 *
 * @module
 */
import {
  type ByteSource,
  type Leaf,
  MalformedCheckpointError,
  printable,
  quoteName,
  sameShape,
} from "@tensorferry/core";
import { openTorchArchive } from "../bin/torch_archive.ts";
import { leafOf, refuseUnreadable } from "../state_dict/leaf_of.ts";
import { isOf } from "../state_dict/rebuild.ts";
import type { Tile } from "../tiles/assemble.ts";
import { UnreadableTensorError } from "../unreadable_tensor_error.ts";
import type { ArchivePlace } from "../zip/archive.ts";
import { type ItemPlace, knownRecords } from "./known_records.ts";
import type { ChunkedTensor, StoredChunk } from "./metadata/metadata.ts";
import { type WindowSource, windowSource } from "./window_source.ts";

/** A chunk, and of what it is one. */
interface Wanted {
  readonly name: string;
  readonly tensor: ChunkedTensor;
  readonly chunk: StoredChunk;
  /** Where its tile goes. */
  readonly tiles: Tile[];
  readonly index: number;
}

/**
 * Reads where the bytes of each chunk of `tensors` lie: the directory and the pickle of its item, for an item can be a view with
 * strides of its own, of which the `.metadata` says nothing.
 *
 * Goes through each file once, from its beginning to its end. Items that share bytes are refused: torch writes one after another, and
 * a hundred bytes of `.metadata` for each would have the same pickle read a million times.
 *
 * @param files The files in the order of `sources`, by name.
 * @returns The tiles of each tensor, in the order of its chunks.
 */
export async function readChunks(
  tensors: ReadonlyMap<string, ChunkedTensor>,
  files: readonly string[],
  sources: readonly ByteSource[],
): Promise<ReadonlyMap<string, readonly Tile[]>> {
  const tiles = new Map<string, Tile[]>();
  const byFile = new Map<string, Wanted[]>(files.map((file) => [file, []]));
  tensors.forEach((tensor, name) => {
    const { chunks } = tensor;
    const ofTensor = new Array<Tile>(chunks.length);
    tiles.set(name, ofTensor);
    for (let index = 0; index < chunks.length; index++) {
      const chunk = chunks[index]!;
      byFile.get(chunk.item.file)!.push({ name, tensor, chunk, tiles: ofTensor, index });
    }
  });
  const known = knownRecords();
  for (const [i, file] of files.entries()) {
    const source = windowSource(sources[i]!);
    const inOrder = byFile.get(file)!.sort((a, b) => a.chunk.item.position - b.chunk.item.position);
    let end = 0;
    for (const one of inOrder) {
      const { offsets, item: { position, byteLength } } = one.chunk;
      if (position < end) {
        throw malformed(source, one.name, `begins at ${position}, within another, until ${end}`);
      }
      end = position + byteLength;
      checkItem(one, source);
      const place = placeOf(one, source);
      // Promises only where there is something to wait for: there can be a million items.
      const recalled = known.recall(place);
      const leaf = (recalled instanceof Promise ? await recalled : recalled) ??
        await known.learn(place, (archive) => readItem(one, archive));
      const tensor = { ...leaf, source: i, position: position + leaf.position };
      one.tiles[one.index] = { offsets, tensor };
    }
  }
  return tiles;
}

function checkItem({ name, chunk: { item } }: Wanted, source: ByteSource): void {
  const { position, byteLength, transforms } = item;
  if (transforms.length > 0) {
    const how = transforms.map(quoteName).join(", ");
    throw new UnreadableTensorError(source.name, name, `written through a transform, ${how}`);
  }
  if (position + byteLength > source.byteLength) {
    throw malformed(
      source,
      name,
      `ends at ${position + byteLength}, and the file has ${source.byteLength} bytes`,
    );
  }
}

function placeOf({ tensor: { dtype }, chunk }: Wanted, source: WindowSource): ItemPlace {
  const { item: { position: start, byteLength }, sizes } = chunk;
  return { source, start, byteLength, dtype, sizes };
}

/** The leaf of an item, as though its archive were at the beginning of source 0. */
async function readItem({ name, tensor, chunk }: Wanted, archive: ArchivePlace): Promise<Leaf> {
  const { source, start } = archive;
  const { root, locate } = await openTorchArchive(archive, 0);
  if (isOf(root, "unreadable tensor")) refuseUnreadable(source.name, name, root);
  if (!isOf(root, "tensor")) throw malformed(source, name, "is no tensor");
  if (root.of !== tensor.dtype || !sameShape(root.shape, chunk.sizes)) {
    throw malformed(
      source,
      name,
      `is ${root.of.name} [${root.shape}], and said to be ${tensor.dtype.name} [${chunk.sizes}]`,
    );
  }
  const leaf = leafOf(source.name, name, root, await locate(root.storage));
  return { ...leaf, position: leaf.position - start };
}

function malformed(source: ByteSource, name: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(source.name),
    `a chunk of tensor ${quoteName(name)} ${why}. ` +
      "The file and the .metadata are of two saves, or one is incomplete; fetch both again",
  );
}
