/**
 * What every lazy tensor reduces to: strided views, and concatenations of them.
 *
 * @module
 */
import type { DType, FloatDType } from "../../dtype.ts";
import type { Shape } from "../lazy_tensor.ts";

/** A change of every element, after it is read. */
export type ElementOp =
  | { readonly op: "cast"; readonly dtype: FloatDType }
  | { readonly op: "add"; readonly value: number };

/** Elements of a source, one after another. */
export interface SourceElements {
  /** Index into the sources. */
  readonly source: number;
  /** Byte position of element 0. */
  readonly position: number;
  readonly dtype: DType;
}

/** A strided view of a source, or of the elements of another tensor taken in C order. */
export interface View {
  readonly kind: "view";
  readonly base: SourceElements | Normal;
  /** The dtype after `elementOps`. */
  readonly dtype: DType;
  readonly shape: Shape;
  /** Elements of the base between neighbours along each dimension. */
  readonly strides: readonly number[];
  /** The element of the base that is the first of the view. */
  readonly offset: number;
  /** Applied in this order. None when the base is a tensor: they are part of that. */
  readonly elementOps: readonly ElementOp[];
}

/** Two or more tensors, none of them empty, one after another along `dim`. */
export interface Joined {
  readonly kind: "concat";
  readonly dtype: DType;
  readonly shape: Shape;
  readonly dim: number;
  readonly parts: readonly Normal[];
  /** Where each part begins along `dim`. */
  readonly starts: readonly number[];
}

/** A lazy tensor in normal form. */
export type Normal = View | Joined;

/** Whether a view is of a source, and not of another tensor. */
export function isOfSource(base: SourceElements | Normal): base is SourceElements {
  return "source" in base;
}

/** A tensor without elements, of any shape that has none. */
export function emptyLike(normal: Normal, shape: Shape): View {
  let view = normal;
  while (view.kind === "concat") view = view.parts[0]!;
  return { ...view, shape, strides: shape.map(() => 0) };
}
