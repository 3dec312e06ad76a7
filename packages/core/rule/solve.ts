/**
 * Terms worked out over lazy tensors, forwards and backwards.
 *
 * @module
 */
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { expander, type Variables } from "./name_pattern.ts";
import type { Setting } from "./setting.ts";
import { operationOf } from "./term/operations.ts";
import type { Term } from "./term/term.ts";

/** Gets a tensor by its fully qualified name. It may note what is missing, and answer nothing. */
export type LookUp = (name: string) => LazyTensor | undefined;

/**
 * Makes the one tensor that a term stands for. Answers nothing when a member is missing, after having asked for all.
 *
 * @throws ShapeError when the members have not the sizes that the term says.
 */
export function make(
  term: Term,
  variables: Variables,
  setting: Setting,
  lookUp: LookUp,
): LazyTensor | undefined {
  if (typeof term === "string") return lookUp(expand(term, variables));
  return operationOf(term).make(term, {
    setting,
    variables,
    make: (operand, more) =>
      make(operand, more === undefined ? variables : { ...variables, ...more }, setting, lookUp),
  });
}

/**
 * Takes the tensor that a term stands for apart again into the term's members.
 *
 * @throws ShapeError when the tensor has not the sizes that the term says.
 */
export function unmake(
  term: Term,
  tensor: LazyTensor,
  variables: Variables,
  setting: Setting,
  emit: (name: string, tensor: LazyTensor) => void,
): void {
  if (typeof term === "string") return emit(expand(term, variables), tensor);
  operationOf(term).unmake(term, tensor, {
    setting,
    variables,
    unmake: (operand, part, more) => {
      const inner = more === undefined ? variables : { ...variables, ...more };
      unmake(operand, part, inner, setting, emit);
    },
  });
}

/** Patterns are few and names are many, so each pattern is taken apart once. */
const expanders = new Map<string, (variables: Variables) => string>();

/** The name that a pattern gives with these variables. */
export function expand(pattern: string, variables: Variables): string {
  let expandPattern = expanders.get(pattern);
  if (expandPattern === undefined) expanders.set(pattern, expandPattern = expander(pattern));
  return expandPattern(variables);
}
