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
import { type GrowingCrc32, growingCrc32 } from "./growing_crc32.ts";

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
  /** The numbers of the tensors in the order of their places; of several at one place, all but the last are empty. */
  const order = Uint32Array.from(tensors, (_, i) => i)
    .sort((a, b) => places[a]! - places[b]! || lengthOf(a) - lengthOf(b));
  const sums = new Uint32Array(count);
  const growing = new Map<number, GrowingCrc32>();
  const written: PlacedBytes[] = [];
  let missing = 0;
  for (let i = 0; i < count; i++) if (lengthOf(i) > 0) missing++;

  function lengthOf(tensor: number): number {
    const { dtype, shape } = tensors[tensor]!;
    return bytesOf(dtype, shape);
  }

  function sealOf(tensor: number): PlacedBytes[] {
    const seal = outline.seals?.get(tensors[tensor]!.name);
    if (seal === undefined) return [];
    const placed = seal(sums[tensor]!);
    written.push(placed);
    return [placed];
  }

  return {
    seals: outline.seals === undefined
      ? []
      : tensors.flatMap((_, i) => lengthOf(i) === 0 ? sealOf(i) : []),
    take(position, bytes) {
      const stop = position + bytes.length;
      const known: PlacedBytes[] = [];
      const first = countLeading(
        order,
        (tensor) => places[tensor]! + lengthOf(tensor) <= position,
      );
      for (let at = first; at < count; at++) {
        const tensor = order[at]!;
        const start = places[tensor]!;
        if (start >= stop) break;
        const length = lengthOf(tensor);
        if (length === 0) continue;
        const sum = growing.get(tensor) ?? growingCrc32(length, crc32);
        growing.set(tensor, sum);
        const from = Math.max(position, start);
        sum.add(
          from - start,
          bytes.subarray(from - position, Math.min(stop, start + length) - position),
        );
        const value = sum.value();
        if (value === undefined) continue;
        growing.delete(tensor);
        sums[tensor] = value;
        missing--;
        known.push(...sealOf(tensor));
      }
      return known;
    },
    sums() {
      if (missing > 0) throw new Error(`${missing} tensors of a file have not all of their bytes`);
      return sumFile(outline, tensors, sums, written, crc32);
    },
  };
}
