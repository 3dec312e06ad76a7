/**
 * Whether a `.metadata` that is to be written will be read.
 *
 * @module
 */
import { type DealtShard, OptionError, type TensorSpec } from "@tensorferry/core";
import { MAX_OBJECTS, MAX_PICKLE_BYTES } from "../pickle/limits.ts";
import { countParts } from "../ranks/deal_to_ranks.ts";

/**
 * What stays of a pickle: of a chunk, its box, its index and its place, with a tuple for each of three lists of sizes; of a tensor, its
 * name, its path, its metadata, and what lies in these; a name of each rank's file; and the whole, with its keys.
 */
const OBJECTS = { chunk: 6, tensor: 8, rank: 1, whole: 64 };

/** Bytes that are never passed: likewise, with three numbers for each dimension of a chunk, and one of a tensor; and a character. */
const MOST_BYTES = {
  chunk: 160,
  numbers: 30,
  tensor: 320,
  number: 10,
  character: 3,
  rank: 32,
  whole: 4096,
};

/**
 * Makes sure that the `.metadata` does not have too many chunks to be read, before any of them is made.
 *
 * @throws OptionError when it would.
 */
export function checkChunks(tensors: readonly TensorSpec[], ranks: number): void {
  const chunks = tensors.reduce((sum, tensor) => sum + countParts(tensor, ranks), 0);
  const objects = OBJECTS.chunk * chunks + OBJECTS.tensor * tensors.length + OBJECTS.rank * ranks +
    OBJECTS.whole;
  if (objects <= MAX_OBJECTS) return;
  throw tooLarge(tensors.length, chunks, ranks, `${objects} objects`, MAX_OBJECTS);
}

/**
 * Makes sure that the `.metadata` does not have too many bytes to be read.
 *
 * @param write Makes it. It is called only where it could be too large, for that takes seconds.
 * @throws OptionError when it would.
 */
export function checkBytes(shards: readonly DealtShard[], write: () => Uint8Array): void {
  if (mostBytesOf(shards) <= MAX_PICKLE_BYTES) return;
  const { length } = write();
  if (length <= MAX_PICKLE_BYTES) return;
  const parts = shards.flatMap(({ tensors }) => tensors);
  const names = new Set(parts.map(({ name }) => name));
  throw tooLarge(names.size, parts.length, shards.length, `${length} bytes`, MAX_PICKLE_BYTES);
}

/** At least as many bytes as there will be, without making them. */
function mostBytesOf(shards: readonly DealtShard[]): number {
  let bytes = MOST_BYTES.whole + MOST_BYTES.rank * shards.length;
  const names = new Set<string>();
  for (const { tensors } of shards) {
    for (const { name, shape } of tensors) {
      bytes += MOST_BYTES.chunk + MOST_BYTES.numbers * shape.length;
      if (names.has(name)) continue;
      names.add(name);
      bytes += MOST_BYTES.tensor + MOST_BYTES.number * shape.length +
        MOST_BYTES.character * name.length;
    }
  }
  return bytes;
}

function tooLarge(
  tensors: number,
  chunks: number,
  ranks: number,
  size: string,
  most: number,
): OptionError {
  const advice = ranks > 1 ? "Give fewer --ranks" : "Leave tensors out with --exclude";
  return new OptionError(
    `Cannot write as ${ranks} ranks would: ${tensors} tensors in ${chunks} chunks take a .metadata of ${size}, ` +
      `and at most ${most} are read. ${advice}, or write another container`,
  );
}
