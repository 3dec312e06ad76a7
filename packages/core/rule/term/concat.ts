/**
 * `concat`: tensors one after another.
 *
 * @module
 */
import * as lazy from "../../tensor/operations.ts";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import type { Value } from "../value.ts";
import { type Operation, type Place, whole } from "./operation.ts";
import { mismatch, sizesAt } from "./sizes.ts";
import type { ConcatTerm, Term } from "./term.ts";

/** `torch.cat(parts, dim)`, in equal parts unless `sizes` says how long each is. */
export function concat(dim: number, parts: readonly Term[], sizes?: readonly Value[]): Term {
  return sizes === undefined ? { op: "concat", dim, parts } : { op: "concat", dim, parts, sizes };
}

/** The word `concat`. Its reverse slices. */
export const concatOperation: Operation<ConcatTerm> = {
  form: ({ v, term, value, dim }) =>
    v.strictObject({
      op: v.literal("concat"),
      dim,
      parts: v.array(term),
      sizes: v.exactOptional(v.array(value)),
    }),
  operands: ({ parts }) => parts,
  broken({ parts, sizes }) {
    if (parts.length === 0) return "a concat has no parts";
    if (sizes === undefined || sizes.length === parts.length) return undefined;
    return `a concat of ${parts.length} parts has ${sizes.length} sizes`;
  },
  make(step, at) {
    const parts = whole(step.parts.map((part) => at.make(part)));
    if (parts === undefined) return undefined;
    const made = lazy.concat(step.dim, parts);
    const sizes = partSizes(step, made, at);
    parts.forEach((part, i) => {
      if (part.shape[step.dim] !== sizes[i]) throw mismatch(`part ${i} of a concat`, part, sizes);
    });
    return made;
  },
  unmake(step, tensor, at) {
    let start = 0;
    partSizes(step, tensor, at).forEach((size, i) => {
      at.unmake(step.parts[i]!, lazy.slice(tensor, step.dim, start, start += size));
    });
  },
};

function partSizes({ dim, parts, sizes }: ConcatTerm, tensor: LazyTensor, at: Place): number[] {
  const total = tensor.shape[dim] ?? 0;
  const each = sizes === undefined ? parts.map(() => total / parts.length) : sizesAt(sizes, at);
  if (!each.every(Number.isInteger) || each.reduce((sum, size) => sum + size, 0) !== total) {
    throw mismatch(`${parts.length} parts along dimension ${dim}`, tensor, each);
  }
  return each;
}
