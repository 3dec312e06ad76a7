/**
 * The checksums and seals of a file that is written in pieces, in any order.
 *
 * @module
 */
import { countLeading } from "../count_leading.ts";
import { bytesOf } from "../dtype.ts";
import type { FileOutline, PlacedBytes, TensorSpec } from "../io/container.ts";
import type { Crc32 } from "./crc32.ts";
import { type FileSums, sumFile } from "./file_sums.ts";
import { tensorSums } from "./tensor_sums.ts";

/** Watches a file being written. */
export interface FileWatch {
  /** The seals that follow from nothing: those of empty tensors. */
  readonly seals: readonly PlacedBytes[];
  /** Takes the bytes of tensors that go to a position, each once. Answers the seals that follow from them and those before. */
  take(position: number, bytes: Uint8Array): readonly PlacedBytes[];
  /** The checksums of the file, when all has come. */
  sums(): FileSums;
}

/** Begins to watch a file of this outline. It takes 40 bytes for each tensor, and what is begun and not complete. */
export function watchFile(
  outline: FileOutline,
  tensors: readonly TensorSpec[],
  crc32: Crc32,
): FileWatch {
  const count = tensors.length;
  const places = Float64Array.from(tensors, ({ name }) => outline.tensors.get(name)!);
  const lengths = Float64Array.from(tensors, ({ dtype, shape }) => bytesOf(dtype, shape));
  /** The numbers of the tensors in the order of their places; of several at one place, all but the last are empty. */
  const order = Uint32Array.from(tensors, (_, i) => i)
    .sort((a, b) => places[a]! - places[b]! || lengths[a]! - lengths[b]!);
  const sums = tensorSums(lengths, crc32);
  const written: PlacedBytes[] = [];

  function sealOf(tensor: number, sum: number): PlacedBytes[] {
    const seal = outline.seals?.get(tensors[tensor]!.name);
    if (seal === undefined) return [];
    const placed = seal(sum);
    written.push(placed);
    return [placed];
  }

  return {
    seals: outline.seals === undefined
      ? []
      : tensors.flatMap((_, i) => lengths[i] === 0 ? sealOf(i, 0) : []),
    take(position, bytes) {
      const stop = position + bytes.length;
      const known: PlacedBytes[] = [];
      const first = countLeading(
        order,
        (tensor) => places[tensor]! + lengths[tensor]! <= position,
      );
      for (let at = first; at < count; at++) {
        const tensor = order[at]!;
        const start = places[tensor]!;
        if (start >= stop) break;
        const length = lengths[tensor]!;
        if (length === 0) continue;
        const from = Math.max(position, start);
        const sum = sums.add(
          tensor,
          from - start,
          bytes.subarray(from - position, Math.min(stop, start + length) - position),
        );
        if (sum !== undefined) known.push(...sealOf(tensor, sum));
      }
      return known;
    },
    sums() {
      return sumFile(outline, tensors, sums.all(), written, crc32);
    },
  };
}
