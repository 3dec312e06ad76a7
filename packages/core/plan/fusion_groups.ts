/**
 * Which tensors of a layout have to be seen together to make any other layout of them.
 *
 * @module
 */
import { tiedNames } from "../layout/lead.ts";
import { layoutNamed, layoutsOf, type Model } from "../layout/model.ts";
import { bindRules } from "../layout/bind_rules.ts";
import type { Binding, StateDict } from "../layout/translate.ts";

/**
 * Numbers the fusion groups of the tensors of `hf`: two tensors have the same number when some layout of the plugin fuses
 * them, directly or through others. A tensor that nothing fuses is not in the map.
 */
export function fusionGroups(hf: StateDict, model: Model): ReadonlyMap<string, number> {
  const parent = new Map<string, string>();
  const root = (name: string): string => {
    let at = name;
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up;
    for (let up = parent.get(name); up !== undefined; up = parent.get(name)) {
      parent.set(name, at);
      name = up;
    }
    return at;
  };
  const members = new Set<string>();
  for (const [, layout] of layoutsOf(model)) {
    for (const { found } of bindRules(hf.keys(), model, layout, "hf").instances) {
      if (found.length < 2) continue;
      const first = root(found[0]!);
      for (const name of found) {
        members.add(name);
        const other = root(name);
        if (other !== first) parent.set(other, first);
      }
    }
  }
  const numbers = new Map<string, number>();
  const groups = new Map<string, number>();
  for (const name of members) {
    const at = root(name);
    if (!numbers.has(at)) numbers.set(at, numbers.size);
    groups.set(name, numbers.get(at)!);
  }
  return groups;
}

/**
 * The same groups, and one for each tensor that the layout holds a second time with the one that it is tied to: alone, neither
 * can be told from a tensor of its own.
 */
export function withTiedCopies(
  groups: ReadonlyMap<string, number>,
  model: Model,
  layout: string,
): ReadonlyMap<string, number> {
  if (layoutNamed(model, layout)?.tied !== "copied") return groups;
  const all = new Map(groups);
  for (const { tensor, tiedTo } of tiedNames(model)) {
    const group = all.get(tiedTo) ?? all.size;
    all.set(tiedTo, group).set(tensor, group);
  }
  return all;
}

/**
 * The same groups for the tensors of another layout, which `bindings` lead from or to `hf`.
 *
 * A tensor of the layout belongs to the group of the tensors of `hf` that it stands for.
 */
export function groupsOfLayout(
  hf: ReadonlyMap<string, number>,
  bindings: readonly Binding[],
  side: "read" | "made",
): ReadonlyMap<string, number> {
  const groups = new Map(hf);
  const extra = new Map<Binding, number>();
  for (const binding of bindings) {
    const [own, others] = side === "made"
      ? [binding.made, binding.read]
      : [binding.read, binding.made];
    const known = others.map((name) => hf.get(name)).find((group) => group !== undefined);
    if (known === undefined && own.length > 1) extra.set(binding, hf.size + extra.size);
    const group = known ?? extra.get(binding);
    for (const name of own) {
      if (group === undefined) groups.delete(name);
      else groups.set(name, group);
    }
  }
  return groups;
}
