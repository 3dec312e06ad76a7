/**
 * `add`: a number added to every element.
 *
 * @module
 */
import { bitsOf, isFloatDType } from "../../dtype.ts";
import * as lazy from "../../tensor/operations.ts";
import type { Operation } from "./operation.ts";
import type { AddTerm, Term } from "./term.ts";

/** `tensor + value`. */
export function add(value: number, of: Term): Term {
  return { op: "add", value, of };
}

/**
 * The word `add`. Its reverse subtracts, which gives the same bits only where the sum was not rounded: with
 * `Setting.exact`, 16-bit tensors are widened before, and come back to their dtype after.
 */
export const addOperation: Operation<AddTerm> = {
  form: ({ v, term }) =>
    v.strictObject({ op: v.literal("add"), value: v.pipe(v.number(), v.finite()), of: term }),
  operands: ({ of }) => [of],
  broken: ({ value }) => Number.isFinite(value) ? undefined : `adding ${value} cannot be undone`,
  make({ value, of }, at) {
    const made = at.make(of);
    if (made === undefined) return undefined;
    const widens = at.setting.exact !== undefined && bitsOf(made.dtype) < 32;
    return lazy.add(widens ? lazy.cast(made, "float32") : made, value);
  },
  unmake({ value, of }, tensor, at) {
    const { exact } = at.setting;
    const widened = exact !== undefined && isFloatDType(tensor.dtype) &&
      bitsOf(tensor.dtype) > bitsOf(exact);
    const shifted = lazy.add(tensor, -value);
    at.unmake(of, widened ? lazy.cast(shifted, exact) : shifted);
  },
};
