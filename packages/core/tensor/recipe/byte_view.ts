/**
 * Strided views in bytes.
 *
 * @module
 */
import { bitsOf, type DType } from "../../dtype.ts";
import { InvalidTensorError } from "../../errors.ts";
import type { Shape } from "../lazy_tensor.ts";
import { coalesce, type Dim } from "../normal_form/strides.ts";

/** Nested loops over runs of bytes. */
export interface ByteView {
  /** Bytes of the base before the first run. */
  readonly offset: number;
  /** Loops around the runs, outermost first; strides in bytes. */
  readonly dims: readonly Dim[];
  /** Bytes that lie together. */
  readonly run: number;
}

/**
 * The view in as few loops over as long runs as there can be. Not for shapes without elements.
 *
 * @param view strides and offset in elements of `dtype`.
 * @throws InvalidTensorError when elements of less than a byte do not move in whole bytes.
 */
export function byteView(
  dtype: DType,
  view: { shape: Shape; strides: readonly number[]; offset: number },
): ByteView {
  const dims = coalesce(view.shape, view.strides);
  const inner = dims.at(-1)?.stride === 1 ? dims.pop()!.size : 1;
  return {
    offset: wholeBytes(dtype, view.offset),
    dims: dims.map(({ size, stride }) => ({ size, stride: wholeBytes(dtype, stride) })),
    run: wholeBytes(dtype, inner),
  };
}

/**
 * Bytes that `elements` of `dtype` take.
 *
 * @throws InvalidTensorError when that is not a whole number.
 */
export function wholeBytes(dtype: DType, elements: number): number {
  const bytes = elements * bitsOf(dtype) / 8;
  if (Number.isInteger(bytes)) return bytes;
  throw new InvalidTensorError(
    `Cannot move ${elements} elements of ${dtype} (${
      bitsOf(dtype)
    } bits): packed dtypes can only be moved in whole bytes. Slice and permute along dimensions outside the packed one`,
  );
}

/** Number of runs. */
export function runsOf(dims: readonly Dim[]): number {
  return dims.reduce((runs, { size }) => runs * size, 1);
}

/** Distance in bytes from the first run to that with this index, counted in C order. */
export function runOffset(dims: readonly Dim[], index: number): number {
  let offset = 0;
  let rest = index;
  for (let d = dims.length - 1; d >= 0; d--) {
    const { size, stride } = dims[d]!;
    // Not bit operations: an index can pass 2^31.
    const outer = Math.floor(rest / size);
    offset += (rest - outer * size) * stride;
    rest = outer;
  }
  return offset;
}
