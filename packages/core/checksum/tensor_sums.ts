/**
 * The checksums of tensors whose bytes come in pieces, in any order.
 *
 * @module
 */
import type { Crc32 } from "./crc32.ts";
import { type GrowingCrc32, growingCrc32 } from "./growing_crc32.ts";

/** Checksums of tensors, which go by their numbers. */
export interface TensorSums {
  /** Takes bytes of a tensor from a position in it on, each once. Its checksum, when these were the last. */
  add(tensor: number, position: number, bytes: Uint8Array): number | undefined;
  /**
   * The checksum of each.
   *
   * @throws Error when not every byte came, and came once: a fault of the program.
   */
  all(): Uint32Array;
}

/** Begins the checksums of tensors of these lengths, in bytes. */
export function tensorSums(byteLengths: Float64Array, crc32: Crc32): TensorSums {
  const sums = new Uint32Array(byteLengths.length);
  const isKnown = new Uint8Array(byteLengths.length);
  const growing = new Map<number, GrowingCrc32>();
  let missing = byteLengths.reduce((count, length) => length > 0 ? count + 1 : count, 0);
  return {
    add(tensor, position, bytes) {
      let sum = growing.get(tensor);
      if (sum === undefined) growing.set(tensor, sum = growingCrc32(byteLengths[tensor]!, crc32));
      sum.add(position, bytes);
      const value = sum.value();
      // What comes again stays among the incomplete: it must not stand in for another tensor that did not come.
      if (value === undefined || isKnown[tensor] === 1) return undefined;
      growing.delete(tensor);
      sums[tensor] = value;
      isKnown[tensor] = 1;
      missing--;
      return value;
    },
    all() {
      if (missing !== 0 || growing.size > 0) {
        throw new Error(
          `of the tensors of a file, ${missing} have not all of their bytes, ${growing.size} are incomplete or have some twice`,
        );
      }
      return sums;
    },
  };
}
