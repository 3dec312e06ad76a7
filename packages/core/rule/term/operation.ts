/**
 * What a word of the rule language must bring along: its form, its law, and both directions.
 *
 * @module
 */
import type * as v from "valibot";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import type { Variables } from "../name_pattern.ts";
import type { Setting } from "../setting.ts";
import type { Value } from "../value.ts";
import type { Step, Term } from "./term.ts";

/** One word of the rule language. */
export interface Operation<S extends Step> {
  /** The form of its data, made of the forms of what it contains. */
  form(forms: TermForms): v.GenericSchema<unknown, S>;
  /** The terms that it is over. */
  operands(step: S): readonly Term[];
  /** Why the step cannot be undone by itself, or nothing when it can. */
  broken(step: S): string | undefined;
  /** The tensor it stands for, or nothing when a member is missing. */
  make(step: S, at: Making): LazyTensor | undefined;
  /** The reverse: takes the tensor it stands for apart into its operands. */
  unmake(step: S, tensor: LazyTensor, at: Unmaking): void;
}

/** What the forms of steps are made of. */
export interface TermForms {
  /** The library, which only whoever checks data loads. */
  readonly v: typeof v;
  readonly term: v.GenericSchema<unknown, Term>;
  readonly value: v.GenericSchema<unknown, Value>;
  /** The name of a variable. */
  readonly variable: v.GenericSchema<unknown, string>;
  /** The number of a dimension. */
  readonly dim: v.GenericSchema<unknown, number>;
}

/** Where a step is worked out. */
export interface Place {
  readonly setting: Setting;
  /** What the variables of names stand for here. */
  readonly variables: Variables;
}

/** Where a step is made. */
export interface Making extends Place {
  /** Makes an operand, with a variable more where given. */
  make(operand: Term, more?: Variables): LazyTensor | undefined;
}

/** Where a step is undone. */
export interface Unmaking extends Place {
  /** Takes an operand apart, with a variable more where given. */
  unmake(operand: Term, tensor: LazyTensor, more?: Variables): void;
}

/** All of them, or nothing when one is missing. */
export function whole(
  tensors: readonly (LazyTensor | undefined)[],
): readonly LazyTensor[] | undefined {
  const there = tensors.filter((tensor) => tensor !== undefined);
  return there.length === tensors.length ? there : undefined;
}
