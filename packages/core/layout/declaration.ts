/**
 * What a plugin says of the tensors of `hf`, worked out against a config.
 *
 * @module
 */
import type { TensorDeclaration } from "../plugin/plugin.ts";
import { evaluateCondition, evaluateSize } from "../rule/evaluate.ts";
import { type Variables, variablesOf } from "../rule/name_pattern.ts";
import type { ModelConfig, Value } from "../rule/value.ts";
import { type Counts, ordinal } from "./counts.ts";

/** What the config makes of one declared tensor. */
export interface Declared {
  /** Sizes per dimension, in elements. */
  readonly shape: readonly number[];
  /** Whether its absence is an error. */
  readonly required: boolean;
  /** The tensor it shares its elements with, where the config says so. */
  readonly tiedTo?: string;
}

/** The tensors of one declaration, told apart by their variables, which must be within the counts. */
export interface Declaration {
  /** Whether the config calls for the tensor, be it optional or not. */
  isCalledFor(variables: Variables): boolean;
  /** Whether the tensor may be there. */
  mayBe(variables: Variables): boolean;
  /** What is to be expected of it, if it may be there. */
  of(variables: Variables): Declared;
}

/**
 * Binds a declaration to a config. It is asked of every tensor, and says the same of most: so it is worked out once for all
 * that have the same values of the variables that it depends on, which are none, or the layer.
 */
export function bindDeclaration(
  pattern: string,
  { shape, when, optional = false, tied }: TensorDeclaration,
  config: ModelConfig,
  counts: Counts,
): Declaration {
  const mentionedIn = (...values: (Value | undefined)[]) => {
    const mentioned = values.flatMap(variablesIn);
    return variablesOf(pattern).filter((variable) => mentioned.includes(variable));
  };
  const isCalledFor = oncePer(
    mentionedIn(when),
    counts,
    (variables) => evaluateCondition(when, { config, variables }),
  );
  return {
    isCalledFor,
    mayBe: (variables) => optional || isCalledFor(variables),
    of: oncePer(
      mentionedIn(when, tied?.when, ...shape),
      counts,
      (variables) => {
        const scope = { config, variables };
        const isTied = tied !== undefined && evaluateCondition(tied.when, scope);
        return {
          shape: shape.map((size) => evaluateSize(size, scope)),
          required: isCalledFor(variables) && !optional && !isTied,
          ...(isTied && { tiedTo: tied.to }),
        };
      },
    ),
  };
}

/** The function that answers as `workOut` does, and works once for all values of these variables. */
function oncePer<T extends boolean | object>(
  names: readonly string[],
  counts: Counts,
  workOut: (variables: Variables) => T,
): (variables: Variables) => T {
  const answers = new Map<number, T>();
  return (variables) => {
    const number = ordinal(names, variables, counts);
    let answer = answers.get(number);
    if (answer === undefined) answers.set(number, answer = workOut(variables));
    return answer;
  };
}

function variablesIn(value: Value | undefined): readonly string[] {
  if (typeof value !== "object" || Array.isArray(value)) return [];
  if ("variable" in value) return [value.variable];
  if ("op" in value) return value.of.flatMap(variablesIn);
  return "config" in value ? variablesIn(value.default) : [];
}
