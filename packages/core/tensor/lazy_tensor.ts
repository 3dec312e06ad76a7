/**
 * Lazy tensors: where every element of a tensor comes from, and no bytes.
 *
 * A lazy tensor is plain data that survives `JSON.stringify`. The functions of `operations.ts` are the only way to make one.
 *
 * @module
 */
import type { DType, FloatDType } from "../dtype.ts";

/** Sizes per dimension, outermost first; empty for a scalar. */
export type Shape = readonly number[];

/** A range of a source, read as elements in C order, or with strides in elements where it is a view. */
export interface Leaf {
  readonly op: "leaf";
  readonly dtype: DType;
  readonly shape: Shape;
  /** Index into the sources of the checkpoint or plan. */
  readonly source: number;
  /** Byte position of element 0 in the source. */
  readonly position: number;
  /** Elements between neighbours along each dimension; C-contiguous when absent. Never negative. */
  readonly strides?: readonly number[];
}

/** Tensors one after another along an existing dimension. */
export interface Concat {
  readonly op: "concat";
  readonly dtype: DType;
  readonly shape: Shape;
  readonly dim: number;
  readonly parts: readonly LazyTensor[];
}

/** Tensors of one shape side by side along a new dimension. */
export interface Stack {
  readonly op: "stack";
  readonly dtype: DType;
  readonly shape: Shape;
  readonly dim: number;
  readonly parts: readonly LazyTensor[];
}

/** The elements `start` to `stop` (exclusive) along one dimension. */
export interface Slice {
  readonly op: "slice";
  readonly dtype: DType;
  readonly shape: Shape;
  readonly dim: number;
  readonly start: number;
  readonly of: LazyTensor;
}

/** The dimensions in another order: dimension `i` of the result is dimension `order[i]` of the operand. */
export interface Permute {
  readonly op: "permute";
  readonly dtype: DType;
  readonly shape: Shape;
  readonly order: readonly number[];
  readonly of: LazyTensor;
}

/** The same elements in the same C order under another shape. */
export interface Reshape {
  readonly op: "reshape";
  readonly dtype: DType;
  readonly shape: Shape;
  readonly of: LazyTensor;
}

/** Every element converted as `torch.Tensor.to(dtype)` does it: to nearest, ties to even. */
export interface Cast {
  readonly op: "cast";
  readonly dtype: FloatDType;
  readonly shape: Shape;
  readonly of: LazyTensor;
}

/**
 * A number added to every element as torch 2.13 does it: rounded to the dtype, added in float32 for the 16-bit dtypes, and the
 * sum rounded to the dtype.
 */
export interface Add {
  readonly op: "add";
  readonly dtype: FloatDType;
  readonly shape: Shape;
  readonly value: number;
  readonly of: LazyTensor;
}

/** A tensor as an expression over byte ranges of sources. */
export type LazyTensor = Leaf | Concat | Stack | Slice | Permute | Reshape | Cast | Add;

/** Whether two shapes are the same, size by size; but for one dimension, where one is given. */
export function sameShape(a: Shape, b: Shape, but?: number): boolean {
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d] && d !== but) return false;
  return true;
}

/** The operands of one step of an expression. */
export function operands(tensor: LazyTensor): readonly LazyTensor[] {
  switch (tensor.op) {
    case "leaf":
      return [];
    case "concat":
    case "stack":
      return tensor.parts;
    default:
      return [tensor.of];
  }
}

/** Every leaf of an expression, in reading order of the expression. */
export function* leaves(tensor: LazyTensor): Generator<Leaf> {
  const left = [tensor];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next.op === "leaf") yield next;
    else for (const operand of operands(next).toReversed()) left.push(operand);
  }
}
