/**
 * Rules bound to the tensors that they are about.
 *
 * @module
 */
import { ConfigError } from "../errors.ts";
import type { Layout } from "../plugin/plugin.ts";
import { evaluateCondition } from "../rule/evaluate.ts";
import { type Variables, variablesOf } from "../rule/name_pattern.ts";
import type { Rule } from "../rule/rule.ts";
import { ordinal, within } from "./counts.ts";
import type { Side } from "./known_names.ts";
import type { Model } from "./model.ts";

/** A rule with numbers for the variables of its single side. */
export interface RuleInstance {
  readonly rule: Rule;
  readonly variables: Variables;
  /** The names that were found to take part. */
  readonly found: string[];
}

/** The name pattern on the side of a rule that is one tensor. */
export function singleOf(rule: Rule): string {
  return typeof rule.layout === "string" ? rule.layout : rule.hf as string;
}

/** Whether a rule gives a tensor another name, and no more. */
export function isRename({ layout, hf }: Rule): boolean {
  return typeof layout === "string" && typeof hf === "string";
}

/**
 * Finds the instances of the rules of layouts that any of these names take part in, in the order of the names, and the names
 * that take part in none.
 *
 * @throws ConfigError when a name is beyond the count of what a stack runs over.
 */
export function bindRules(
  names: Iterable<string>,
  model: Model,
  layouts: readonly Layout[],
  side: Side,
): { readonly instances: readonly RuleInstance[]; readonly unbound: readonly string[] } {
  const instances: RuleInstance[] = [];
  const finders = new Map<Rule, (variables: Variables) => RuleInstance | undefined>();
  for (const { rules, older = [] } of layouts) {
    // Rules for earlier versions count only where the layout is read.
    for (const rule of side === "layout" ? [...rules, ...older] : rules) {
      finders.set(rule, instanceFinder(rule, model, instances));
    }
  }
  const unbound: string[] = [];
  for (const name of names) {
    let bound = false;
    for (const { entries, variables } of model.uses(name)) {
      for (const use of entries) {
        if (use.kind !== "rule" || use.side !== side) continue;
        const instance = finders.get(use.rule)?.(variables);
        if (instance === undefined) continue;
        checkCount(name, variables, model);
        instance.found.push(name);
        bound = true;
      }
    }
    if (!bound) unbound.push(name);
  }
  return { instances, unbound };
}

/** Makes the function that answers the instance of a rule that has these variables; each is added to `instances` once. */
function instanceFinder(
  rule: Rule,
  { config, counts }: Model,
  instances: RuleInstance[],
): (variables: Variables) => RuleInstance | undefined {
  const names = variablesOf(singleOf(rule));
  const known = new Map<number, RuleInstance | undefined>();
  return (variables) => {
    if (!within(counts, variables, names)) return undefined;
    const number = ordinal(names, variables, counts);
    const there = known.get(number);
    if (there !== undefined || known.has(number)) return there;
    const own = Object.fromEntries(names.map((name) => [name, variables[name]!]));
    const holds = evaluateCondition(rule.when, { config, variables: own });
    const instance = holds ? { rule, variables: own, found: [] } : undefined;
    known.set(number, instance);
    if (instance !== undefined) instances.push(instance);
    return instance;
  };
}

/** A layer beyond the config's count is an extra to be carried; a member of a fusion beyond its count would be left out. */
function checkCount(name: string, variables: Variables, model: Model): void {
  if (within(model.counts, variables)) return;
  const variable = Object.keys(variables).find((variable) =>
    variables[variable]! >= (model.counts[variable] ?? 0)
  )!;
  throw new ConfigError(
    `Cannot place ${name}: it is {${variable}} ${
      variables[variable]
    }, and by the config there are only ` +
      `${
        model.counts[variable]
      }, counted from 0. Correct the config, or leave the tensor out with --exclude`,
  );
}
