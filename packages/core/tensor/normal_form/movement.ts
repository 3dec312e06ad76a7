/**
 * Slice, permute and reshape of tensors in normal form: arithmetic on strides where that will do.
 *
 * @module
 */
import { elementsOf } from "../../dtype.ts";
import { join } from "./join.ts";
import { sameShape, type Shape } from "../lazy_tensor.ts";
import { emptyLike, type Joined, type Normal, type View } from "./normal.ts";
import { contiguousStrides, reshapedStrides } from "./strides.ts";

/** The elements `start` to `stop` (exclusive) along `dim`. */
export function sliced(of: Normal, dim: number, start: number, stop: number): Normal {
  if (of.kind === "view") {
    const offset = of.offset + start * of.strides[dim]!;
    return { ...of, shape: of.shape.with(dim, stop - start), offset };
  }
  if (of.dim !== dim) return join(of.dim, of.parts.map((part) => sliced(part, dim, start, stop)));
  return join(
    dim,
    of.parts.map((part, p) => {
      const size = part.shape[dim]!;
      const within = (index: number) => Math.min(Math.max(index - of.starts[p]!, 0), size);
      return sliced(part, dim, within(start), within(stop));
    }),
  );
}

/** The dimensions in another order: dimension `i` of the result is dimension `order[i]` of `of`. */
export function permuted(of: Normal, order: readonly number[]): Normal {
  if (of.kind === "concat") {
    return join(order.indexOf(of.dim), of.parts.map((part) => permuted(part, order)));
  }
  const shape = order.map((d) => of.shape[d]!);
  return { ...of, shape, strides: order.map((d) => of.strides[d]!) };
}

/** The same elements in the same C order under another shape. */
export function reshaped(of: Normal, shape: Shape): Normal {
  if (sameShape(of.shape, shape)) return of;
  if (elementsOf(shape) === 0) return emptyLike(of, shape);
  if (of.kind === "concat") return reshapedConcat(of, shape) ?? inOrder(of, shape);
  const strides = reshapedStrides(of.shape, of.strides, shape);
  return strides ? { ...of, shape, strides } : inOrder(of, shape);
}

/**
 * A concatenation of reshaped parts, where a dimension of the new shape begins where the concatenated one does, and no
 * part ends amid one of its rows.
 */
function reshapedConcat(of: Joined, shape: Shape): Normal | undefined {
  const outer = elementsOf(of.shape.slice(0, of.dim));
  let dim = 0;
  let product = 1;
  while (product < outer) product *= shape[dim++]!;
  if (product !== outer) return undefined;
  while (shape[dim] === 1) dim++;
  const row = elementsOf(shape.slice(dim + 1));
  const sizes = of.parts.map((part) => elementsOf(part.shape) / outer / row);
  if (!sizes.every(Number.isInteger)) return undefined;
  return join(dim, of.parts.map((part, p) => reshaped(part, shape.with(dim, sizes[p]!))));
}

/** The reshape that strides cannot express: a view of the elements in C order. */
function inOrder(base: Normal, shape: Shape): View {
  const strides = contiguousStrides(shape);
  return { kind: "view", base, dtype: base.dtype, shape, strides, offset: 0, elementOps: [] };
}
