/**
 * The checksums and seals of a file that is written in pieces, in any order.
 *
 * @module
 */
import { bytesOf } from "../dtype.ts";
import type { FileLayout, PlacedBytes, TensorSpec } from "../io/container.ts";
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

/** Begins to watch a file of this layout. It takes 40 bytes for each tensor, and what is begun and not complete. */
export function watchFile(
  layout: FileLayout,
  tensors: readonly TensorSpec[],
  crc32: Crc32,
): FileWatch {
  const count = tensors.length;
  const places = Float64Array.from(tensors, ({ name }) => layout.tensors.get(name)!);
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
    const seal = layout.seals?.get(tensors[tensor]!.name);
    if (seal === undefined) return [];
    const placed = seal(sums[tensor]!);
    written.push(placed);
    return [placed];
  }

  /** The first in order that ends behind a position. */
  function firstBeyond(position: number): number {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      const tensor = order[middle]!;
      if (places[tensor]! + lengthOf(tensor) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    seals: layout.seals === undefined
      ? []
      : tensors.flatMap((_, i) => lengthOf(i) === 0 ? sealOf(i) : []),
    take(position, bytes) {
      const stop = position + bytes.length;
      const known: PlacedBytes[] = [];
      for (let at = firstBeyond(position); at < count; at++) {
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
      return sumFile(layout, tensors, sums, written, crc32);
    },
  };
}
