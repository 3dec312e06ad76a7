/**
 * One entry of a header, before it is checked against the others.
 *
 * @module
 */
import type { DType } from "@tensorferry/core";
import type { DimensionSize, TensorEntry } from "./header.ts";
import { difference, sum } from "./tensor_bits.ts";

/** An entry as the header says it; once it passes the checks, a {@link TensorEntry}. */
export interface RawEntry extends Omit<TensorEntry, "position" | "byteLength"> {
  readonly position: number | bigint;
  /** Below 0 where it is said to end before it begins. */
  readonly byteLength: number | bigint;
}

/** The entry of these offsets, which count from the data. */
export function entryOf(
  dtype: DType,
  shape: readonly DimensionSize[],
  start: number | bigint,
  end: number | bigint,
  dataPosition: number,
): RawEntry {
  return {
    dtype,
    shape,
    position: sum(dataPosition, start),
    byteLength: difference(end, start),
  };
}
