/**
 * Numbers and conditions that depend on a model, as data.
 *
 * A plugin cannot know how many heads a model has; it says where its config keeps that number. A value is plain data and is
 * worked out against a config, and against the variables of a name such as `{layer}`.
 *
 * @module
 */

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
  | "lt"
  | "in"
  | "at"
  | "length"
  | "not"
  | "and"
  | "or"
  | "choose";

/** A parsed `config.json`. */
export type ModelConfig = Readonly<Record<string, unknown>>;

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

/** Whether `a` is below `b`, both whole numbers. */
export function lt(a: Value, b: Value): Value {
  return { op: "lt", of: [a, b] };
}

/** Whether a value is in a list. */
export function isIn(a: Value, list: Value): Value {
  return { op: "in", of: [a, list] };
}

/**
 * The item of a list at a place counted from 0, and `otherwise` beyond its end.
 *
 * @example What a layer is, where the config says it for each
 * ```ts
 * import { at, config, eq, evaluate, variable } from "@tensorferry/core/plugin";
 * import assert from "node:assert/strict";
 *
 * const isFull = eq(at(config("layer_types", { default: [] }), variable("layer"), "full"), "full");
 * const scope = { config: { layer_types: ["full", "linear"] }, variables: { layer: 1 } };
 * assert.equal(evaluate(isFull, scope), false);
 * ```
 */
export function at(list: Value, index: Value, otherwise: Value): Value {
  return { op: "at", of: [list, index, otherwise] };
}

/** How many items a list has. */
export function length(list: Value): Value {
  return { op: "length", of: [list] };
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
