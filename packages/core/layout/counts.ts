/**
 * How many layers, experts and so on a model has.
 *
 * @module
 */
import type { Variables } from "../rule/name_pattern.ts";

/** How many values each variable takes, from 0 on. */
export type Counts = Readonly<Record<string, number>>;

/** Whether variables, all of them unless some are named, have values that the counts allow. */
export function within(
  counts: Counts,
  variables: Variables,
  names: readonly string[] = Object.keys(variables),
): boolean {
  for (const name of names) if (variables[name]! >= (counts[name] ?? 0)) return false;
  return true;
}

/** The number of these values among all that the counts allow: each has its own. */
export function ordinal(names: readonly string[], variables: Variables, counts: Counts): number {
  let number = 0;
  for (const name of names) number = number * counts[name]! + variables[name]!;
  return number;
}

/** All values that these variables take together. */
export function* allVariables(names: readonly string[], counts: Counts): Generator<Variables> {
  const variables: Record<string, number> = {};
  function* bind(depth: number): Generator<Variables> {
    const variable = names[depth];
    if (variable === undefined) {
      yield { ...variables };
      return;
    }
    for (let i = 0; i < (counts[variable] ?? 0); i++) {
      variables[variable] = i;
      yield* bind(depth + 1);
    }
  }
  yield* bind(0);
}
