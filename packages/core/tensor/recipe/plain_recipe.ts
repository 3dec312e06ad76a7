/**
 * The recipe of tensors that are ranges of sources one after another, which is nearly all that is moved.
 *
 * @module
 */
import { bitsOf, elementsOf } from "../../dtype.ts";
import type { LazyTensor, Shape } from "../lazy_tensor.ts";
import type { Range } from "./recipe.ts";

/** One range, or several that follow each other: a recipe like any other. */
export type PlainRecipe = Range | {
  readonly kind: "concat";
  readonly parts: readonly Range[];
  readonly chunks: readonly number[];
  readonly rows: 1;
};

/** Ranges that follow each other. */
export interface Ranges {
  readonly parts: readonly Range[];
  /** Bytes of each. */
  readonly chunks: readonly number[];
}

/** Ranges as they are found. */
interface Found {
  readonly parts: Range[];
  readonly chunks: number[];
}

/**
 * The recipe of a tensor that is made of ranges, without its normal form. Nothing where it is not, or where a range cannot be told from
 * the sizes alone.
 */
export function plainRecipe(tensor: LazyTensor): PlainRecipe | undefined {
  const ranges = rangesOf(tensor);
  if (ranges === undefined) return undefined;
  const { parts, chunks } = ranges;
  if (parts.length < 2) return parts[0];
  return { kind: "concat", parts, chunks, rows: 1 };
}

/** The ranges that a tensor is made of; no two of them are neighbours in their source. Nothing where {@link plainRecipe} is none. */
export function rangesOf(tensor: LazyTensor): Ranges | undefined {
  const width = bitsOf(tensor.dtype) / 8;
  if (width < 1) return undefined;
  const found: Found = { parts: [], chunks: [] };
  return addRanges(found, tensor, width, 0, elementsOf(tensor.shape)) ? found : undefined;
}

/** Adds the elements `from` to `to` (exclusive) of a tensor in C order, if those are ranges. */
function addRanges(
  ranges: Found,
  tensor: LazyTensor,
  width: number,
  from: number,
  to: number,
): boolean {
  switch (tensor.op) {
    case "leaf":
      if (tensor.strides !== undefined) return false;
      addRange(ranges, tensor.source, tensor.position + from * width, (to - from) * width);
      return true;
    case "reshape":
      return addRanges(ranges, tensor.of, width, from, to);
    case "slice": {
      if (!isOutermost(tensor.shape, tensor.dim)) return false;
      const before = tensor.start * rowOf(tensor.of.shape, tensor.dim);
      return addRanges(ranges, tensor.of, width, before + from, before + to);
    }
    case "concat":
    case "stack": {
      if (!isOutermost(tensor.shape, tensor.dim)) return false;
      let start = 0;
      for (const part of tensor.parts) {
        const stop = start + elementsOf(part.shape);
        const first = Math.max(from, start);
        const end = Math.min(to, stop);
        if (first < end && !addRanges(ranges, part, width, first - start, end - start)) {
          return false;
        }
        start = stop;
      }
      return true;
    }
    default:
      return false;
  }
}

/** Ranges that are neighbours in their source become one. */
function addRange({ parts, chunks }: Found, source: number, position: number, bytes: number) {
  if (bytes === 0) return;
  const last = parts.length - 1;
  const before = parts[last];
  if (before?.source === source && before.position + chunks[last]! === position) {
    chunks[last]! += bytes;
    return;
  }
  parts.push({ kind: "range", source, position });
  chunks.push(bytes);
}

/** Whether what is put together or cut along a dimension lies together in C order. */
function isOutermost(shape: Shape, dim: number): boolean {
  for (let d = 0; d < dim; d++) if (shape[d] !== 1) return false;
  return true;
}

/** Elements between neighbours along a dimension. */
function rowOf(shape: Shape, dim: number): number {
  let elements = 1;
  for (let d = dim + 1; d < shape.length; d++) elements *= shape[d]!;
  return elements;
}
