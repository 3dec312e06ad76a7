/**
 * What the header of a safetensors file says (README of safetensors 0.8.0, "Format").
 *
 * @module
 */
import type { DType } from "@tensorferry/core";

/** Bytes of the length that a file begins with, an unsigned little-endian integer. */
export const LENGTH_BYTES = 8;

/** Bytes that a header may have, padding included: `MAX_HEADER_SIZE` of the crate 0.8.0, for reading and for writing. */
export const MAX_HEADER_BYTES = 100_000_000;

/** The key of the header under which a file keeps text about itself; no tensor can be called so. */
export const METADATA_KEY = "__metadata__";

/** A size of one dimension: a bigint where it is 2^53 or more, which only an empty tensor can have. */
export type DimensionSize = number | bigint;

/** A tensor as it lies in a file: little-endian, in C order, without gaps. */
export interface TensorEntry {
  /** What its elements are. */
  readonly dtype: DType;
  /** Sizes per dimension, in elements, outermost first; empty for a scalar. */
  readonly shape: readonly DimensionSize[];
  /** Where its bytes begin in the file, counted from the beginning of the file. */
  readonly position: number;
  /** How many bytes it takes. */
  readonly byteLength: number;
}

/** The header of one file. */
export interface SafetensorsHeader {
  /** What `__metadata__` says, such as `format: pt`; nothing where the file has none. */
  readonly metadata: ReadonlyMap<string, string> | undefined;
  /** Every tensor by name, in the order in which they lie in the file. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** Where the data begins: the bytes of the length and of the header. */
  readonly dataPosition: number;
}
