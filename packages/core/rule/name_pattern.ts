/**
 * Fully qualified names with variables, such as `model.layers.{layer}.self_attn.q_proj.weight`.
 *
 * A variable stands for one whole part between dots, and for a number written without leading zeros.
 *
 * @module
 */

/** What the variables of a name stand for. */
export type Variables = Readonly<Record<string, number>>;

const VARIABLE = /^\{([a-z][a-z0-9_]*)\}$/;

/** The variables of a pattern, in order. */
export function variablesOf(pattern: string): string[] {
  return pattern.split(".").flatMap((part) => VARIABLE.exec(part)?.[1] ?? []);
}

/** Whether a pattern is well formed: parts between dots, each plain text or one variable. */
export function isPattern(pattern: string): boolean {
  return pattern.split(".").every((part) =>
    part !== "" && (!/[{}]/.test(part) || VARIABLE.test(part))
  );
}

/**
 * Makes the function that puts numbers into a pattern.
 *
 * @example
 * ```ts
 * import { expander } from "@tensorferry/core/plugin";
 * import assert from "node:assert/strict";
 *
 * assert.equal(expander("layers.{layer}.wq")({ layer: 3 }), "layers.3.wq");
 * ```
 */
export function expander(pattern: string): (variables: Variables) => string {
  const parts = pattern.split(/\{([a-z][a-z0-9_]*)\}/);
  return (variables) => {
    let name = parts[0]!;
    for (let i = 1; i < parts.length; i += 2) name += variables[parts[i]!] + parts[i + 1]!;
    return name;
  };
}
