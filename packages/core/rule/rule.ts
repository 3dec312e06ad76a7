/**
 * Rules: how the tensors of a layout and those of `hf` make each other.
 *
 * A rule is an equation. One side names a single tensor, the other is a term over one or many; every word of a term can be
 * undone, so the rule is read in both directions and nobody writes the reverse.
 *
 * @module
 */
import { operationOf } from "./term/operations.ts";
import type { Term } from "./term/term.ts";
import type { Value } from "./value.ts";

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

/** The names that a term is made of, with the variables that the stacks around each run over. */
export function* namesIn(
  term: Term,
  over: readonly string[] = [],
): Generator<{ readonly name: string; readonly over: readonly string[] }> {
  if (typeof term === "string") yield { name: term, over };
  else {
    const inner = term.op === "stack" ? [...over, term.over] : over;
    for (const operand of operationOf(term).operands(term)) yield* namesIn(operand, inner);
  }
}
