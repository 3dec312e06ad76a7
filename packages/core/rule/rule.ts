/**
 * Rules: how the tensors of a layout and those of `hf` make each other.
 *
 * A rule is an equation. One side names a single tensor, the other is a term over one or many; every word of a term can be
 * undone, so the rule is read in both directions and nobody writes the reverse.
 *
 * @module
 */
import type { Value } from "./value.ts";

/** A tensor as a term over the tensors of one side: a name pattern, or a step over other terms. */
export type Term =
  | string
  | ConcatTerm
  | StackTerm
  | PermuteTerm
  | FlattenTerm
  | UnflattenTerm
  | AddTerm;

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

/** An equation between the tensors of a layout and those of `hf`. At least one side is a single name. */
export interface Rule {
  readonly layout: Term;
  readonly hf: Term;
  /** Where the rule holds; everywhere when absent. It may use the variables of the single name. */
  readonly when?: Value;
}

/** The same tensor under two names. */
export function rename(layout: string, hf: string): Rule {
  return { layout, hf };
}

/** One tensor of the layout that is made of several of `hf`. */
export function fuse(layout: string, hf: Term): Rule {
  return { layout, hf };
}

/** One tensor of `hf` that the layout keeps in several. */
export function split(layout: Term, hf: string): Rule {
  return { layout, hf };
}

/** A rule that holds only under a condition. */
export function when(condition: Value, rule: Rule): Rule {
  return { ...rule, when: condition };
}

/** `torch.cat(parts, dim)`, in equal parts unless `sizes` says how long each is. */
export function concat(dim: number, parts: readonly Term[], sizes?: readonly Value[]): Term {
  return sizes === undefined ? { op: "concat", dim, parts } : { op: "concat", dim, parts, sizes };
}

/** `torch.stack` over all values of a variable, such as all experts. */
export function stack(over: string, of: Term): Term {
  return { op: "stack", over, of };
}

/** `tensor.permute(order)`; dimensions beyond `order` stay where they are. */
export function permute(order: readonly number[], of: Term): Term {
  return { op: "permute", order, of };
}

/** `tensor.flatten(dim, dim + sizes.length - 1)`. */
export function flatten(dim: number, sizes: readonly Value[], of: Term): Term {
  return { op: "flatten", dim, sizes, of };
}

/** `tensor.unflatten(dim, sizes)`. */
export function unflatten(dim: number, sizes: readonly Value[], of: Term): Term {
  return { op: "unflatten", dim, sizes, of };
}

/** `tensor + value`. */
export function add(value: number, of: Term): Term {
  return { op: "add", value, of };
}

/**
 * Reorders the elements along one dimension: takes it apart into `sizes`, puts these in `order`, merges them again.
 *
 * The rotary embeddings of torchtitan's Llama are `rearrange(0, [heads, 2, -1], [0, 2, 1], q)`; a fused tensor whose rows
 * alternate between two others is undone by `rearrange(0, [-1, 2], [1, 0], fused)`.
 */
export function rearrange(
  dim: number,
  sizes: readonly Value[],
  order: readonly number[],
  of: Term,
): Term {
  const leading = Array.from({ length: dim }, (_, i) => i);
  const apart = unflatten(dim, sizes, of);
  const ordered = permute([...leading, ...order.map((i) => dim + i)], apart);
  return flatten(dim, order.map((i) => sizes[i]!), ordered);
}

/** The names that a term is made of, with the variables that the stacks around each run over. */
export function* namesIn(
  term: Term,
  over: readonly string[] = [],
): Generator<{ readonly name: string; readonly over: readonly string[] }> {
  if (typeof term === "string") yield { name: term, over };
  else if (term.op === "concat") { for (const part of term.parts) yield* namesIn(part, over); }
  else yield* namesIn(term.of, term.op === "stack" ? [...over, term.over] : over);
}
