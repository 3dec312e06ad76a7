/**
 * The form of a plugin's data, checked without trusting it.
 *
 * @module
 */
import * as v from "valibot";
import { PluginError } from "../errors.ts";
import type { Term } from "../rule/rule.ts";
import type { Operator, Value } from "../rule/value.ts";
import type { Plugin } from "./plugin.ts";

/** How deep values and terms may nest. Real ones stay below ten; the limit keeps a hostile one from the stack. */
const MAX_DEPTH = 64;
/** The longest name pattern; PyTorch's own names stay below 200 characters. */
const MAX_NAME = 1024;
/** Keys that would reach the prototype of an object instead of naming something in it. */
const RESERVED = new Set(["__proto__", "constructor", "prototype"]);

const OPERATORS = [
  "mul",
  "div",
  "plus",
  "minus",
  "mod",
  "eq",
  "in",
  "not",
  "and",
  "or",
  "choose",
] as const satisfies readonly Operator[];

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME));
const key = v.pipe(name, v.check((text) => !RESERVED.has(text), "is a reserved word"));
const scalar = v.union([v.pipe(v.number(), v.finite()), v.string(), v.boolean()]);
const dim = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_DEPTH));

const value: v.GenericSchema<unknown, Value> = v.lazy(() =>
  v.union([
    scalar,
    v.array(scalar),
    v.strictObject({
      config: v.pipe(v.array(name), v.minLength(1)),
      default: v.exactOptional(value),
    }),
    v.strictObject({ variable: key }),
    v.strictObject({ op: v.picklist(OPERATORS), of: v.pipe(v.array(value), v.minLength(1)) }),
  ])
);

const term: v.GenericSchema<unknown, Term> = v.lazy(() =>
  v.union([
    name,
    v.strictObject({
      op: v.literal("concat"),
      dim,
      parts: v.array(term),
      sizes: v.exactOptional(v.array(value)),
    }),
    v.strictObject({ op: v.literal("stack"), over: key, of: term }),
    v.strictObject({ op: v.literal("permute"), order: v.array(dim), of: term }),
    v.strictObject({ op: v.literal("flatten"), dim, sizes: v.array(value), of: term }),
    v.strictObject({ op: v.literal("unflatten"), dim, sizes: v.array(value), of: term }),
    v.strictObject({ op: v.literal("add"), value: v.pipe(v.number(), v.finite()), of: term }),
  ])
);

const rule = v.strictObject({ layout: term, hf: term, when: v.exactOptional(value) });

const layout = v.strictObject({
  description: v.string(),
  when: v.exactOptional(value),
  rules: v.array(rule),
  older: v.exactOptional(v.array(rule)),
  rest: v.exactOptional(v.literal("same")),
  tied: v.exactOptional(v.literal("copied")),
});

const declaration = v.strictObject({
  shape: v.array(value),
  when: v.exactOptional(value),
  optional: v.exactOptional(v.boolean()),
  tied: v.exactOptional(v.strictObject({ to: name, when: value })),
});

const plugin: v.GenericSchema<unknown, Plugin> = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,63}$/)),
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+/)),
  serves: v.strictObject({ model_type: v.pipe(v.array(name), v.minLength(1)) }),
  variables: v.record(v.pipe(key, v.regex(/^[a-z][a-z0-9_]*$/)), value),
  tensors: v.record(key, declaration),
  layouts: v.record(v.pipe(key, v.regex(/^[a-z][a-z0-9_-]*$/)), layout),
});

/**
 * Copies a plugin's data out of whatever was given, checking its form.
 *
 * @throws PluginError naming the first place that is not of the form.
 */
export function parsePlugin(given: unknown): Plugin {
  const called = typeof given === "object" && given !== null && "name" in given
    ? String(given.name).slice(0, 64)
    : "without a name";
  if (deeperThan(given, MAX_DEPTH)) {
    throw new PluginError(called, `it nests deeper than ${MAX_DEPTH}, or refers to itself`);
  }
  const parsed = v.safeParse(plugin, given);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new PluginError(called, `${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
}

function deeperThan(data: unknown, depth: number): boolean {
  if (typeof data !== "object" || data === null) return false;
  return depth === 0 || Object.values(data).some((item) => deeperThan(item, depth - 1));
}
