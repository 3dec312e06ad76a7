/**
 * What a rule must keep to so that it can be read in both directions.
 *
 * @module
 */
import { isPattern, variablesOf } from "./name_pattern.ts";
import { namesIn, type Rule } from "./rule.ts";
import { operationOf } from "./term/operations.ts";
import type { Term } from "./term/term.ts";

/**
 * Says why a rule cannot be reversed, or nothing when it can.
 *
 * Every word of a term has an inverse by itself. What is left to check is that each member is told apart from the others:
 * that it has a name of its own for every value of every variable, and that this name can be worked out from the other side.
 */
export function brokenLaw(rule: Rule, variables: readonly string[]): string | undefined {
  const { layout, hf } = rule;
  const single = typeof layout === "string" ? layout : typeof hf === "string" ? hf : undefined;
  if (single === undefined) {
    return "neither side is a single tensor; write a rule for each";
  }
  const members = typeof layout === "string" ? hf : layout;
  const bound = variablesOf(single);
  const names = [...namesIn(members)];
  for (const name of [single, ...names.map(({ name }) => name)]) {
    if (!isPattern(name)) {
      return `${JSON.stringify(name)} is not a name; parts between dots are text or one {variable}`;
    }
    const unknown = variablesOf(name).find((variable) => !variables.includes(variable));
    if (unknown !== undefined) return `${name} uses {${unknown}}, which the plugin does not count`;
  }
  const repeated = repetition(bound);
  if (repeated !== undefined) return `${single} has {${repeated}} twice`;
  for (const { name, over } of names) {
    const used = variablesOf(name);
    const wanted = [...bound, ...over];
    const twice = repetition(wanted);
    if (twice !== undefined) {
      return `a stack over {${twice}} stands where {${twice}} already has a value`;
    }
    const lacking = wanted.find((variable) => !used.includes(variable));
    if (lacking !== undefined) {
      return `${name} lacks {${lacking}}, so several values would make one tensor and the reverse could not tell them apart`;
    }
    const open = used.find((variable) => !wanted.includes(variable));
    if (open !== undefined) {
      return `${name} has {${open}}, which ${single} does not have and no stack runs over`;
    }
  }
  const twice = repetition(names.map(({ name }) => name));
  if (twice !== undefined) return `${twice} stands in the rule twice`;
  return brokenTerm(members);
}

function brokenTerm(term: Term): string | undefined {
  if (typeof term === "string") return undefined;
  const operation = operationOf(term);
  return operation.broken(term) ??
    operation.operands(term).map(brokenTerm).find((why) => why !== undefined);
}

function repetition(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}
