/**
 * Values worked out against a config.
 *
 * @module
 */
import { ConfigError } from "../errors.ts";
import type { ModelConfig, Operator, Scalar, Value } from "./value.ts";

/** What a value is worked out against. */
export interface Scope {
  readonly config: ModelConfig;
  /** Values of the variables of a name, such as `layer`. */
  readonly variables?: Readonly<Record<string, number>>;
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
      } is not a whole number below 2^53 in this config`,
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

function evaluateList(value: Value, scope: Scope): readonly (number | string | boolean)[] {
  const result = evaluate(value, scope);
  if (typeof result !== "object") {
    throw new ConfigError(
      `Cannot use ${JSON.stringify(result)} as a list: ${describe(value)} is none in this config`,
    );
  }
  return result;
}

/**
 * The value with all that the config alone decides worked out already. What cannot be worked out stays, so that the error
 * comes only where the value is needed, and names the keys of the config.
 */
export function settle(value: Value, config: ModelConfig): Value {
  try {
    const settled = evaluate(value, { config });
    // A text where a number should be is an error too, where the value is needed.
    return typeof settled === "string" ? value : settled;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (typeof value !== "object" || !("op" in value) || !hasVariable(value)) return value;
    return { op: value.op, of: value.of.map((operand) => settle(operand, config)) };
  }
}

function hasVariable(value: Value): boolean {
  if (typeof value !== "object" || Array.isArray(value)) return false;
  if ("variable" in value) return true;
  return "op" in value && value.of.some(hasVariable);
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
    case "at":
      return evaluateList(of[0]!, scope)[evaluateSize(of[1]!, scope)] ?? evaluate(of[2]!, scope);
    case "length":
      return evaluateList(of[0]!, scope).length;
    default: {
      const [a, b] = [evaluateSize(of[0]!, scope), evaluateSize(of[1]!, scope)];
      if (op === "minus") return a - b;
      if (op === "lt") return a < b;
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
