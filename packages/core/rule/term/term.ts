/**
 * Terms: a tensor told from tensors of the other side, as data.
 *
 * @module
 */
import type { Value } from "../value.ts";

/** A name pattern, or a step over other terms. */
export type Term = string | Step;

/** One step of a term. */
export type Step = ConcatTerm | StackTerm | PermuteTerm | FlattenTerm | UnflattenTerm | AddTerm;

/** Tensors one after another along a dimension. */
export interface ConcatTerm {
  readonly op: "concat";
  readonly dim: number;
  readonly parts: readonly Term[];
  /** Size of each part along `dim`; equal parts when absent. */
  readonly sizes?: readonly Value[];
}

/** The tensors of all values of a variable, side by side along a new dimension 0, in the order of the numbers. */
export interface StackTerm {
  readonly op: "stack";
  readonly over: string;
  readonly of: Term;
}

/** The dimensions in another order. Dimensions beyond the length of `order` stay. */
export interface PermuteTerm {
  readonly op: "permute";
  readonly order: readonly number[];
  readonly of: Term;
}

/** The dimensions from `dim` on, of these sizes, merged into one. One size may be -1: whatever is left. */
export interface FlattenTerm {
  readonly op: "flatten";
  readonly dim: number;
  readonly sizes: readonly Value[];
  readonly of: Term;
}

/** Dimension `dim` taken apart into these sizes. One size may be -1: whatever is left. */
export interface UnflattenTerm {
  readonly op: "unflatten";
  readonly dim: number;
  readonly sizes: readonly Value[];
  readonly of: Term;
}

/** A number added to every element. The reverse subtracts it. */
export interface AddTerm {
  readonly op: "add";
  readonly value: number;
  readonly of: Term;
}
