/**
 * How tensors become a distributed checkpoint.
 *
 * @module
 */
import {
  bitsOf,
  bytesOf,
  type ContainerWriter,
  type DealtShard,
  type TensorPart,
} from "@tensorferry/core";
import { checkRanks, dealToRanks } from "../ranks/deal_to_ranks.ts";
import { type SavedTensor, savedTensor } from "../saved_tensor/saved_tensor.ts";
import { UnwritableTensorError } from "../unwritable_tensor_error.ts";
import { checkBytes, checkChunks } from "./check_metadata.ts";
import { dataFile, METADATA_FILE } from "./metadata/metadata.ts";
import { writeMetadata } from "./metadata/write_metadata.ts";

/**
 * Writes what `ranks` ranks of FSDP2 save with torch 2.13: a file for each, in it a file of `torch.save` for each of its shards.
 *
 * @throws OptionError when there cannot be so many ranks.
 */
export function dcpWriter(ranks: number): ContainerWriter {
  checkRanks(ranks);
  return {
    bySize: false,
    deal(sets) {
      const tensors = sets.flat();
      checkChunks(tensors, ranks);
      const shards = dealToRanks(tensors, ranks).map((parts, rank) => ({
        file: dataFile(rank),
        tensors: parts,
      }));
      checkBytes(shards, () => metadataOf(shards));
      return shards;
    },
    outline(tensors) {
      const fixed = [];
      const starts = new Map<string, number>();
      const seals = new Map<string, (crc32: number) => { position: number; bytes: Uint8Array }>();
      let byteLength = 0;
      for (const { tensor, position, saved } of itemsOf(tensors)) {
        const start = position + saved.head.length;
        const end = start + bytesOf(tensor.dtype, tensor.shape);
        fixed.push({ position, bytes: saved.head });
        starts.set(tensor.name, start);
        if (start === end) fixed.push({ position: end, bytes: saved.tail(0) });
        else seals.set(tensor.name, (crc32) => ({ position: end, bytes: saved.tail(crc32) }));
        byteLength = position + saved.byteLength;
      }
      return { byteLength, fixed, tensors: starts, seals };
    },
    index: (shards) => ({ file: METADATA_FILE, bytes: metadataOf(shards) }),
  };
}

function metadataOf(shards: readonly DealtShard[]): Uint8Array {
  return writeMetadata(
    shards.flatMap(({ file, tensors }) =>
      Array.from(itemsOf(tensors), ({ tensor, position, saved: { byteLength } }) => ({
        tensor,
        file,
        position,
        byteLength,
      }))
    ),
  );
}

interface PlacedItem {
  readonly tensor: TensorPart;
  /** Where it begins in its file, in bytes. */
  readonly position: number;
  readonly saved: SavedTensor;
}

/** The items of a file, one after another. Tensors of one dtype and shape differ in their elements alone. */
function* itemsOf(tensors: readonly TensorPart[]): Generator<PlacedItem> {
  const known = new Map<string, SavedTensor>();
  let position = 0;
  for (const tensor of tensors) {
    const { name, dtype, shape } = tensor;
    const key = `${dtype} ${shape}`;
    let saved = known.get(key);
    if (saved === undefined) {
      checkDType(tensor);
      saved = savedTensor(dtype, shape);
      known.set(key, saved);
    }
    if (!name.isWellFormed()) {
      throw new UnwritableTensorError(
        name,
        "its name has a lone surrogate, which UTF-8 cannot hold; rename it",
      );
    }
    yield { tensor, position, saved };
    position += saved.byteLength;
  }
}

/** torch packs what is smaller than a byte in other ways, if at all. */
function checkDType({ name, dtype }: TensorPart): void {
  if (bitsOf(dtype) >= 8) return;
  throw new UnwritableTensorError(
    name,
    `torch has no dtype of ${bitsOf(dtype)} bits as ${dtype} is. Leave it out with --exclude`,
  );
}
