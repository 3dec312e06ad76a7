/**
 * Rules bound to the tensors that they are about.
 *
 * @module
 */
import { ConfigError } from "../errors.ts";
import type { Layout } from "../plugin/plugin.ts";
import { type Bindings, variablesOf } from "../rule/name_pattern.ts";
import type { Rule } from "../rule/rule.ts";
import { evaluateCondition } from "../rule/evaluate.ts";
import type { Side, Use } from "./known_names.ts";
import { type Model, within } from "./model.ts";

/** A rule with numbers for the variables of its single side. */
export interface RuleInstance {
  readonly rule: Rule;
  readonly bindings: Bindings;
  /** The names that were found to take part. */
  readonly found: string[];
}

/** The name pattern on the side of a rule that is one tensor. */
export function singleOf(rule: Rule): string {
  return typeof rule.layout === "string" ? rule.layout : rule.hf as string;
}

/** Whether a use of a name is on one side of a layout. Rules for earlier versions count only where the layout is read. */
export function isUseOf(
  use: Use,
  layout: Layout,
  side: Side,
): use is Extract<Use, { kind: "rule" }> {
  return use.kind === "rule" && use.layout === layout && use.side === side &&
    !(use.older && side === "hf");
}

/**
 * Finds the instances of a layout's rules that any of these names take part in, in the order of the names, and the names that
 * take part in none.
 *
 * @throws ConfigError when a name is beyond the count of what a stack runs over.
 */
export function bindRules(names: Iterable<string>, model: Model, layout: Layout, side: Side): {
  readonly instances: readonly RuleInstance[];
  readonly unbound: readonly string[];
} {
  const rules = new Map([...layout.rules, ...layout.older ?? []].map((rule) => [rule, {
    variables: variablesOf(singleOf(rule)),
    instances: new Map<string, RuleInstance>(),
  }]));
  const instances: RuleInstance[] = [];

  function instanceOf(rule: Rule, bindings: Bindings): RuleInstance | undefined {
    const known = rules.get(rule)!;
    const key = known.variables.map((variable) => bindings[variable]).join();
    const there = known.instances.get(key);
    if (there !== undefined) return there;
    const own = Object.fromEntries(
      known.variables.map((variable) => [variable, bindings[variable]!]),
    );
    if (!within(model, own)) return undefined;
    if (!evaluateCondition(rule.when, { config: model.config, variables: own })) return undefined;
    const instance = { rule, bindings: own, found: [] };
    known.instances.set(key, instance);
    instances.push(instance);
    return instance;
  }

  const unbound: string[] = [];
  for (const name of names) {
    let bound = false;
    for (const { entries, bindings } of model.uses(name)) {
      for (const use of entries) {
        if (!isUseOf(use, layout, side)) continue;
        const instance = instanceOf(use.rule, bindings);
        if (instance === undefined) continue;
        checkCount(name, bindings, model);
        instance.found.push(name);
        bound = true;
      }
    }
    if (!bound) unbound.push(name);
  }
  return { instances, unbound };
}

/** A layer beyond the config's count is an extra to be carried; a member of a fusion beyond its count would be left out. */
function checkCount(name: string, bindings: Bindings, model: Model): void {
  if (within(model, bindings)) return;
  const variable = Object.keys(bindings).find((variable) =>
    bindings[variable]! >= (model.counts[variable] ?? 0)
  )!;
  throw new ConfigError(
    `Cannot place ${name}: it is {${variable}} ${
      bindings[variable]
    }, and by the config there are only ` +
      `${
        model.counts[variable]
      }, counted from 0. Correct the config, or leave the tensor out with --exclude`,
  );
}
