/**
 * Terms worked out over lazy tensors, forwards and backwards.
 *
 * @module
 */
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { type Bindings, expander } from "./name_pattern.ts";
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
  bindings: Bindings,
  setting: Setting,
  lookUp: LookUp,
): LazyTensor | undefined {
  if (typeof term === "string") return lookUp(expand(term, bindings));
  return operationOf(term).make(term, {
    setting,
    bindings,
    make: (operand, more) =>
      make(operand, more === undefined ? bindings : { ...bindings, ...more }, setting, lookUp),
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
  bindings: Bindings,
  setting: Setting,
  emit: (name: string, tensor: LazyTensor) => void,
): void {
  if (typeof term === "string") return emit(expand(term, bindings), tensor);
  operationOf(term).unmake(term, tensor, {
    setting,
    bindings,
    unmake: (operand, part, more) => {
      const inner = more === undefined ? bindings : { ...bindings, ...more };
      unmake(operand, part, inner, setting, emit);
    },
  });
}

/** Patterns are few and names are many, so each pattern is taken apart once. */
const expanders = new Map<string, (bindings: Bindings) => string>();

/** The name that a pattern gives with these variables. */
export function expand(pattern: string, bindings: Bindings): string {
  let expandPattern = expanders.get(pattern);
  if (expandPattern === undefined) expanders.set(pattern, expandPattern = expander(pattern));
  return expandPattern(bindings);
}
