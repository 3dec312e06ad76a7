/**
 * `flatten` and `unflatten`: dimensions merged, and one taken apart. Each is the other's reverse.
 *
 * @module
 */
import { elementsOf } from "../../dtype.ts";
import { type LazyTensor, sameShape } from "../../tensor/lazy_tensor.ts";
import * as lazy from "../../tensor/operations.ts";
import type { Value } from "../value.ts";
import type { Operation, Place } from "./operation.ts";
import { factorsOf, mismatch } from "./sizes.ts";
import type { FlattenTerm, Term, UnflattenTerm } from "./term.ts";

/** `tensor.flatten(dim, dim + sizes.length - 1)`; one of the sizes may be -1. */
export function flatten(dim: number, sizes: readonly Value[], of: Term): Term {
  return { op: "flatten", dim, sizes, of };
}

/** `tensor.unflatten(dim, sizes)`; one of the sizes may be -1. */
export function unflatten(dim: number, sizes: readonly Value[], of: Term): Term {
  return { op: "unflatten", dim, sizes, of };
}

/** The word `flatten`. */
export const flattenOperation: Operation<FlattenTerm> = {
  form: ({ v, term, value, dim }) =>
    v.strictObject({ op: v.literal("flatten"), dim, sizes: v.array(value), of: term }),
  operands: ({ of }) => [of],
  broken: brokenSizes,
  make({ dim, sizes, of }, at) {
    const made = at.make(of);
    if (made === undefined) return undefined;
    const merged = made.shape.slice(dim, dim + sizes.length);
    const wanted = factorsOf(elementsOf(merged), sizes, made, at);
    if (!sameShape(merged, wanted)) throw mismatch("dimensions to flatten", made, wanted);
    return merge(made, dim, sizes.length);
  },
  unmake: ({ dim, sizes, of }, tensor, at) => at.unmake(of, takeApart(tensor, dim, sizes, at)),
};

/** The word `unflatten`. */
export const unflattenOperation: Operation<UnflattenTerm> = {
  form: ({ v, term, value, dim }) =>
    v.strictObject({ op: v.literal("unflatten"), dim, sizes: v.array(value), of: term }),
  operands: ({ of }) => [of],
  broken: brokenSizes,
  make({ dim, sizes, of }, at) {
    const made = at.make(of);
    return made && takeApart(made, dim, sizes, at);
  },
  unmake: ({ dim, sizes, of }, tensor, at) => at.unmake(of, merge(tensor, dim, sizes.length)),
};

function brokenSizes({ op, sizes }: FlattenTerm | UnflattenTerm): string | undefined {
  if (sizes.length === 0) return `${op} has no sizes`;
  const open = sizes.filter((size) => size === -1).length;
  return open > 1 ? `${op} leaves ${open} sizes open; at most one can be worked out` : undefined;
}

function takeApart(
  tensor: LazyTensor,
  dim: number,
  sizes: readonly Value[],
  at: Place,
): LazyTensor {
  const factors = factorsOf(tensor.shape[dim] ?? 0, sizes, tensor, at);
  return lazy.reshape(tensor, tensor.shape.toSpliced(dim, 1, ...factors));
}

function merge(tensor: LazyTensor, dim: number, count: number): LazyTensor {
  const merged = elementsOf(tensor.shape.slice(dim, dim + count));
  return lazy.reshape(tensor, tensor.shape.toSpliced(dim, count, merged));
}
