/**
 * The checksum of a file from those of what it is made of, so that no byte is gone over twice.
 *
 * @module
 */
import { bytesOf } from "../dtype.ts";
import type { FileOutline, PlacedBytes, TensorSpec } from "../io/container.ts";
import { combineCrc32, type Crc32 } from "./crc32.ts";

/** Where a tensor lies in its file, and the CRC-32 of its bytes. */
export type TensorSum = readonly [position: number, crc32: number];

/** What a file holds, as checksums. */
export interface FileSums {
  /** Size of the file in bytes. */
  readonly byteLength: number;
  /** Of all of its bytes. */
  readonly crc32: number;
  /** In the order in which the tensors were given. */
  readonly tensors: readonly TensorSum[];
}

/**
 * Puts the checksums of a file together.
 *
 * @param crc32s the checksum of each tensor's bytes.
 * @param seals what was written beside the tensors and the fixed bytes of the outline.
 * @throws Error when all of that does not cover the file: a fault of the container.
 */
export function sumFile(
  { byteLength, fixed, tensors: places }: FileOutline,
  tensors: readonly TensorSpec[],
  crc32s: Uint32Array,
  seals: readonly PlacedBytes[],
  crc32: Crc32,
): FileSums {
  const sums = tensors.map(({ name }, i): TensorSum => [places.get(name)!, crc32s[i]!]);
  const pieces = [
    ...[...fixed, ...seals].map(({ position, bytes }) => ({
      position,
      length: bytes.length,
      sum: crc32(bytes),
    })),
    ...tensors.map(({ dtype, shape }, i) => ({
      position: sums[i]![0],
      length: bytesOf(dtype, shape),
      sum: sums[i]![1],
    })),
  ].filter(({ length }) => length > 0).sort((a, b) => a.position - b.position);
  let end = 0;
  let whole = 0;
  for (const { position, length, sum } of pieces) {
    if (position !== end) break;
    whole = combineCrc32(whole, sum, length);
    end += length;
  }
  if (end !== byteLength) {
    throw new Error(
      `the outline of a file of ${byteLength} bytes has nothing, or two things, at ${end}`,
    );
  }
  return { byteLength, crc32: whole, tensors: sums };
}
