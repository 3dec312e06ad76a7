/**
 * Numbers and conditions that depend on a model, as data.
 *
 * A plugin cannot know how many heads a model has; it says where its config keeps that number. A value is plain data and is
 * worked out against a config, and against the variables of a name such as `{layer}`.
 *
 * @module
 */
import { ConfigError } from "../errors.ts";

/** What a value works out to. */
export type Scalar = number | string | boolean | readonly (number | string | boolean)[];

/** A number, text or condition over the config of a model. */
export type Value =
  | Scalar
  | { readonly config: readonly string[]; readonly default?: Value }
  | { readonly variable: string }
  | { readonly op: Operator; readonly of: readonly Value[] };

/** The operators of values. */
export type Operator =
  | "mul"
  | "div"
  | "plus"
  | "minus"
  | "mod"
  | "eq"
  | "in"
  | "not"
  | "and"
  | "or"
  | "choose";

/** A parsed `config.json`. */
export type ModelConfig = Readonly<Record<string, unknown>>;

/** What a value is worked out against. */
export interface Scope {
  readonly config: ModelConfig;
  /** Values of the variables of a name, such as `layer`. */
  readonly variables?: Readonly<Record<string, number>>;
}

/**
 * What the config says under the first of these keys that is there and not null; dots reach into nested objects.
 *
 * @example Head size, which older configs leave out
 * ```ts
 * import { config, div, evaluate } from "@tensorferry/core/plugin";
 * import assert from "node:assert/strict";
 *
 * const headDim = config("head_dim", { default: div(config("hidden_size"), config("num_attention_heads")) });
 * assert.equal(evaluate(headDim, { config: { hidden_size: 64, num_attention_heads: 4 } }), 16);
 * ```
 */
export function config(key: string | readonly string[], options: { default?: Value } = {}): Value {
  return { config: typeof key === "string" ? [key] : key, ...options };
}

/** The number that a variable of the name stands for. */
export function variable(name: string): Value {
  return { variable: name };
}

/** The product. */
export function mul(...of: Value[]): Value {
  return { op: "mul", of };
}

/** `a / b`, which must come out whole. */
export function div(a: Value, b: Value): Value {
  return { op: "div", of: [a, b] };
}

/** The sum. */
export function plus(...of: Value[]): Value {
  return { op: "plus", of };
}

/** `a - b`. */
export function minus(a: Value, b: Value): Value {
  return { op: "minus", of: [a, b] };
}

/** The remainder of `a / b`. */
export function mod(a: Value, b: Value): Value {
  return { op: "mod", of: [a, b] };
}

/** Whether two values are the same. */
export function eq(a: Value, b: Value): Value {
  return { op: "eq", of: [a, b] };
}

/** Whether a value is in a list. */
export function isIn(a: Value, list: Value): Value {
  return { op: "in", of: [a, list] };
}

/** Whether the condition does not hold. */
export function not(a: Value): Value {
  return { op: "not", of: [a] };
}

/** Whether all conditions hold. Later ones are not looked at once one does not. */
export function and(...of: Value[]): Value {
  return { op: "and", of };
}

/** Whether any condition holds. Later ones are not looked at once one does. */
export function or(...of: Value[]): Value {
  return { op: "or", of };
}

/** The second value where the condition holds, and the third where it does not. The other is not looked at. */
export function choose(condition: Value, then: Value, otherwise: Value): Value {
  return { op: "choose", of: [condition, then, otherwise] };
}

/**
 * Works a value out.
 *
 * @throws ConfigError when the config lacks a key without a default, or holds something of another kind there.
 */
export function evaluate(value: Value, scope: Scope): Scalar {
  if (typeof value !== "object" || Array.isArray(value)) return value as Scalar;
  if ("config" in value) {
    for (const key of value.config) {
      const found = lookUp(scope.config, key);
      if (isScalar(found)) return found;
    }
    if (value.default !== undefined) return evaluate(value.default, scope);
    throw new ConfigError(
      `Cannot find ${
        value.config.join(" or ")
      } in the config. Give a config.json that has it, through --config`,
    );
  }
  if ("variable" in value) {
    const number = scope.variables?.[value.variable];
    if (number === undefined) {
      throw new ConfigError(`Cannot work out {${value.variable}}: it has no value here`);
    }
    return number;
  }
  return apply((value as { op: Operator }).op, (value as { of: readonly Value[] }).of, scope);
}

/** Works out a value that must be a whole number. */
export function evaluateSize(value: Value, scope: Scope): number {
  const result = evaluate(value, scope);
  if (typeof result !== "number" || !Number.isSafeInteger(result)) {
    throw new ConfigError(
      `Cannot use ${JSON.stringify(result)} as a size: ${
        describe(value)
      } is not a whole number in this config`,
    );
  }
  return result;
}

/** Works out a condition. */
export function evaluateCondition(value: Value | undefined, scope: Scope): boolean {
  if (value === undefined) return true;
  const result = evaluate(value, scope);
  if (typeof result !== "boolean") {
    throw new ConfigError(
      `Cannot use ${JSON.stringify(result)} as a condition: ${
        describe(value)
      } is not true or false in this config`,
    );
  }
  return result;
}

/**
 * The value with all that the config alone decides worked out already. What cannot be worked out stays, so that the error
 * comes only where the value is needed.
 */
export function settle(value: Value, config: ModelConfig): Value {
  try {
    return evaluate(value, { config });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (typeof value !== "object" || !("op" in value)) return value;
    return { op: value.op, of: value.of.map((operand) => settle(operand, config)) };
  }
}

/** A value in words, for errors. */
export function describe(value: Value): string {
  if (typeof value !== "object" || Array.isArray(value)) return JSON.stringify(value);
  if ("config" in value) return value.config.join(" or ");
  if ("variable" in value) return `{${value.variable}}`;
  const { op, of } = value as { op: Operator; of: readonly Value[] };
  return `${op}(${of.map(describe).join(", ")})`;
}

function apply(op: Operator, of: readonly Value[], scope: Scope): Scalar {
  switch (op) {
    case "mul":
      return of.reduce<number>((product, value) => product * evaluateSize(value, scope), 1);
    case "plus":
      return of.reduce<number>((sum, value) => sum + evaluateSize(value, scope), 0);
    case "and":
      return of.every((value) => evaluateCondition(value, scope));
    case "or":
      return of.some((value) => evaluateCondition(value, scope));
    case "not":
      return !evaluateCondition(of[0], scope);
    case "choose":
      return evaluate(of[evaluateCondition(of[0], scope) ? 1 : 2]!, scope);
    case "eq":
      return evaluate(of[0]!, scope) === evaluate(of[1]!, scope);
    case "in": {
      const list = evaluate(of[1]!, scope);
      return Array.isArray(list) && list.includes(evaluate(of[0]!, scope));
    }
    default: {
      const [a, b] = [evaluateSize(of[0]!, scope), evaluateSize(of[1]!, scope)];
      if (op === "minus") return a - b;
      if (b === 0 || (op === "div" && a % b !== 0)) {
        throw new ConfigError(
          `Cannot divide ${describe(of[0]!)} = ${a} by ${
            describe(of[1]!)
          } = ${b}: it does not come out whole`,
        );
      }
      return op === "div" ? a / b : a % b;
    }
  }
}

function lookUp(config: unknown, key: string): unknown {
  let at = config;
  for (const part of key.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return at;
}

function isScalar(found: unknown): found is Scalar {
  const plain = (item: unknown) =>
    typeof item === "number" || typeof item === "string" || typeof item === "boolean";
  return plain(found) || (Array.isArray(found) && found.every(plain));
}
