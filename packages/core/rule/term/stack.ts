/**
 * `stack`: the tensors of all values of a variable side by side.
 *
 * @module
 */
import * as lazy from "../../tensor/operations.ts";
import { type Operation, type Place, whole } from "./operation.ts";
import { mismatch } from "./sizes.ts";
import type { StackTerm, Term } from "./term.ts";

/** `torch.stack` over all values of a variable, such as all experts, along a new dimension 0. */
export function stack(over: string, of: Term): Term {
  return { op: "stack", over, of };
}

/** The word `stack`. Its reverse unbinds dimension 0. */
export const stackOperation: Operation<StackTerm> = {
  form: ({ v, term, variable }) =>
    v.strictObject({ op: v.literal("stack"), over: variable, of: term }),
  operands: ({ of }) => [of],
  broken: () => undefined,
  make({ over, of }, at) {
    const each = whole(valuesOf(over, at).map((i) => at.make(of, { [over]: i })));
    return each && lazy.stack(0, each);
  },
  unmake({ over, of }, tensor, at) {
    const values = valuesOf(over, at);
    if (tensor.shape[0] !== values.length) {
      throw mismatch(`a stack over all values of {${over}}`, tensor, [values.length]);
    }
    const inner = tensor.shape.slice(1);
    for (const i of values) {
      at.unmake(of, lazy.reshape(lazy.slice(tensor, 0, i, i + 1), inner), { [over]: i });
    }
  },
};

function valuesOf(variable: string, { setting }: Place): number[] {
  return Array.from({ length: setting.counts[variable] ?? 0 }, (_, i) => i);
}
