/**
 * The form of a plugin's data, checked without trusting it.
 *
 * @module
 */
import * as v from "valibot";
import { PluginError } from "../errors.ts";
import { OPERATIONS } from "../rule/term/operations.ts";
import type { Term } from "../rule/term/term.ts";
import type { Operator, Value } from "../rule/value.ts";
import type { Plugin } from "./plugin.ts";

/** How deep values and terms may nest. Real ones stay below ten; the limit keeps a hostile one from the stack. */
const MAX_DEPTH = 64;
/** The longest name pattern; PyTorch's own names stay below 200 characters. */
const MAX_NAME = 1024;
/** The most items of a list, or entries of an object. Real ones have a few hundred: rules, tensors, the layers of an example. */
const MAX_ITEMS = 10_000;
/** The most variables. Real plugins have three; each name is looked for among them. */
const MAX_VARIABLES = 64;
/** Keys that would reach the prototype of an object instead of naming something in it; valibot would drop them without a word. */
const RESERVED = new Set(["__proto__", "constructor", "prototype"]);

const OPERATORS = [
  "mul",
  "div",
  "plus",
  "minus",
  "mod",
  "eq",
  "lt",
  "in",
  "at",
  "length",
  "not",
  "and",
  "or",
  "choose",
] as const satisfies readonly Operator[];

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME));
const scalar = v.union([v.pipe(v.number(), v.finite()), v.string(), v.boolean()]);
const dim = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_DEPTH));

/**
 * Which form data is to have shows at a glance, so that no form is tried in vain: a union would make errors of every other one,
 * and throw them away.
 */
const value: v.GenericSchema<unknown, Value> = v.lazy((given) => {
  if (Array.isArray(given)) return list;
  if (typeof given !== "object" || given === null) return scalar;
  return "config" in given ? configValue : "variable" in given ? variableValue : operatorValue;
});

const list = v.array(scalar);
const configValue = v.strictObject({
  config: v.pipe(v.array(name), v.minLength(1)),
  default: v.exactOptional(value),
});
const variableValue = v.strictObject({ variable: name });
const operatorValue = v.strictObject({
  op: v.picklist(OPERATORS),
  of: v.pipe(v.array(value), v.minLength(1)),
});

const term: v.GenericSchema<unknown, Term> = v.lazy((given) => {
  if (typeof given !== "object" || given === null || !("op" in given)) return name;
  return steps.get(given.op) ?? unknownStep;
});

const steps: ReadonlyMap<unknown, v.GenericSchema<unknown, Term>> = new Map(
  Object.entries(OPERATIONS).map(([op, operation]) => [
    op,
    operation.form({ v, term, value, variable: name, dim }),
  ]),
);
/** Fails at `op`, naming the words there are. */
const unknownStep = v.pipe(
  v.looseObject({ op: v.picklist(Object.keys(OPERATIONS)) }),
  v.transform((): Term => ""),
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

/** Anything that JSON can say. */
const json: v.GenericSchema<unknown, unknown> = v.lazy((given) => {
  if (Array.isArray(given)) return v.array(json);
  return typeof given === "object" && given !== null
    ? v.record(v.string(), json)
    : v.nullable(scalar);
});

const plugin: v.GenericSchema<unknown, Plugin> = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,63}$/)),
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+/)),
  serves: v.strictObject({ model_type: v.pipe(v.array(name), v.minLength(1)) }),
  variables: v.pipe(
    v.record(v.pipe(name, v.regex(/^[a-z][a-z0-9_]*$/)), value),
    v.maxEntries(MAX_VARIABLES),
  ),
  tensors: v.record(name, declaration),
  layouts: v.record(v.pipe(name, v.regex(/^[a-z][a-z0-9_-]*$/)), layout),
  refuses: v.exactOptional(v.array(v.strictObject({ when: value, why: v.string() }))),
  examples: v.exactOptional(v.array(v.record(v.string(), json))),
});

/** What data that may be a plugin calls itself. */
export function nameOf(given: unknown): string {
  return typeof given === "object" && given !== null && "name" in given
    ? String(given.name).slice(0, 64)
    : "without a name";
}

/**
 * Copies a plugin's data out of whatever was given, checking its form.
 *
 * @param called What errors call it.
 * @throws PluginError naming the first place that is not of the form.
 */
export function parsePlugin(given: unknown, called: string): Plugin {
  const hazard = findHazard(given, MAX_DEPTH);
  if (hazard !== undefined) throw new PluginError(called, hazard);
  const parsed = v.safeParse(plugin, given, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new PluginError(called, `${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
}

/** What of the data must not be looked at any further, or nothing. */
function findHazard(data: unknown, depth: number): string | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  if (depth === 0) return `it nests deeper than ${MAX_DEPTH}, or refers to itself`;
  const { length } = Array.isArray(data) ? data : Object.keys(data);
  if (length > MAX_ITEMS) {
    return `it has ${length} things in one list or object; the most is ${MAX_ITEMS}`;
  }
  for (const [key, item] of Object.entries(data)) {
    const hazard = RESERVED.has(key)
      ? `it has the reserved key ${key}`
      : findHazard(item, depth - 1);
    if (hazard !== undefined) return hazard;
  }
  return undefined;
}
