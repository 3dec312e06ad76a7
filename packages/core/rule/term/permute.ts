/**
 * `permute`: the dimensions in another order.
 *
 * @module
 */
import * as lazy from "../../tensor/operations.ts";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import type { Operation } from "./operation.ts";
import type { PermuteTerm, Term } from "./term.ts";

/** `tensor.permute(order)`; dimensions beyond `order` stay where they are. */
export function permute(order: readonly number[], of: Term): Term {
  return { op: "permute", order, of };
}

/** The word `permute`. Its reverse permutes back. */
export const permuteOperation: Operation<PermuteTerm> = {
  form: ({ v, term, dim }) =>
    v.strictObject({ op: v.literal("permute"), order: v.array(dim), of: term }),
  operands: ({ of }) => [of],
  broken({ order }) {
    if (order.toSorted((a, b) => a - b).every((dim, i) => dim === i)) return undefined;
    return `[${order}] is not an order of dimensions; each from 0 on is needed once`;
  },
  make({ order, of }, at) {
    const made = at.make(of);
    return made && lazy.permute(made, fullOrder(order, made));
  },
  unmake({ order, of }, tensor, at) {
    const full = fullOrder(order, tensor);
    at.unmake(of, lazy.permute(tensor, full.map((_, i) => full.indexOf(i))));
  },
};

function fullOrder(order: readonly number[], tensor: LazyTensor): number[] {
  return tensor.shape.map((_, i) => order[i] ?? i);
}
