/**
 * What is written of a tensor that is in memory.
 *
 * @module
 */
import type { TensorSpec } from "@tensorferry/core";

/** A tensor with its bytes: little-endian, in C order. */
export interface TensorWithBytes extends TensorSpec {
  /** As many as dtype and shape take. */
  readonly bytes: Uint8Array;
}
