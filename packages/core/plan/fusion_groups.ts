/**
 * Which tensors of a layout have to be seen together to make any other layout of them.
 *
 * @module
 */
import { tiedCopies } from "../layout/lead.ts";
import { layoutsOf, type Model } from "../layout/model.ts";
import { bindRules } from "../layout/bind_rules.ts";
import type { AppliedRule, StateDict } from "../layout/translate.ts";

/** Numbers of fusion groups by the name of a tensor. One that is in no group is not in the map; numbers need not be dense. */
export type FusionGroups = ReadonlyMap<string, number>;

/**
 * Numbers the fusion groups of the tensors of `hf`: two tensors have the same number when some layout of the plugin fuses
 * them, directly or through others.
 */
export function fusionGroups(hf: StateDict, model: Model): FusionGroups {
  const layouts = layoutsOf(model).map(([, layout]) => layout);
  const groups = new Map<string, number>();
  // Each instance of a rule begins as a group of its own, and joins another where they have a tensor in common.
  const joined: number[] = [];
  const groupOf = (instance: number): number => {
    let group = instance;
    while (joined[group] !== group) group = joined[group] = joined[joined[group]!]!;
    return group;
  };
  for (const { found } of bindRules(hf.keys(), model, layouts, "hf").instances) {
    if (found.length < 2) continue;
    const instance = joined.push(joined.length) - 1;
    for (const name of found) {
      const known = groups.get(name);
      if (known === undefined) groups.set(name, instance);
      else joined[groupOf(instance)] = groupOf(known);
    }
  }
  for (const [name, instance] of groups) {
    const group = groupOf(instance);
    if (group !== instance) groups.set(name, group);
  }
  return groups;
}

/**
 * The same groups, and one for each tensor that the layout holds a second time with the one that it is tied to: alone, neither
 * can be told from a tensor of its own.
 */
export function withTiedCopies(groups: FusionGroups, model: Model, layout: string): FusionGroups {
  const tied = tiedCopies(model, layout);
  if (tied.length === 0) return groups;
  const all = new Map(groups);
  let next = firstFree(groups);
  for (const { tensor, tiedTo } of tied) {
    const group = all.get(tiedTo) ?? next++;
    all.set(tiedTo, group).set(tensor, group);
  }
  return all;
}

/**
 * The same groups for tensors of another layout, which rules lead from or to `hf`.
 *
 * A tensor of the layout belongs to the group of the tensors of `hf` that it stands for.
 */
export function groupsOfLayout(
  names: Iterable<string>,
  hf: FusionGroups,
  applied: readonly AppliedRule[],
  side: "read" | "made",
): FusionGroups {
  if (applied.length === 0) return hf;
  const ruled = new Map<string, number | undefined>();
  let next = firstFree(hf);
  for (const rule of applied) {
    const [own, others] = side === "made" ? [rule.made, rule.read] : [rule.read, rule.made];
    const known = others.values().map((name) => hf.get(name)).find((group) => group !== undefined);
    const group = known ?? (own.length > 1 ? next++ : undefined);
    for (const name of own) ruled.set(name, group);
  }
  const groups = new Map<string, number>();
  for (const name of names) {
    const group = ruled.has(name) ? ruled.get(name) : hf.get(name);
    if (group !== undefined) groups.set(name, group);
  }
  return groups;
}

function firstFree(groups: FusionGroups): number {
  return groups.values().reduce((most, group) => Math.max(most, group), -1) + 1;
}
