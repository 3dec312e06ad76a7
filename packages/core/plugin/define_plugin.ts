/**
 * Plugins checked against their laws.
 *
 * @module
 */
import { PluginError } from "../errors.ts";
import { brokenLaw } from "../rule/law.ts";
import { isPattern, variablesOf } from "../rule/name_pattern.ts";
import { namesIn, type Rule } from "../rule/rule.ts";
import type { Plugin } from "./plugin.ts";
import { nameOf, parsePlugin } from "./schema.ts";

/**
 * Checks a plugin and gives it back, frozen.
 *
 * @throws PluginError when it is not of the form of a plugin, has a function or other thing that is not data in it, has a
 * rule that cannot be read in both directions or is over tensors that are not declared, two rules for one tensor, or an
 * example that it does not serve.
 *
 * @example
 * ```ts
 * import { config, definePlugin, fuse, concat } from "@tensorferry/core/plugin";
 * import assert from "node:assert/strict";
 *
 * const plugin = definePlugin({
 *   name: "tiny",
 *   version: "1.0.0",
 *   serves: { model_type: ["tiny"] },
 *   variables: { layer: config("num_hidden_layers") },
 *   tensors: {
 *     "layers.{layer}.gate.weight": { shape: [config("intermediate_size"), config("hidden_size")] },
 *     "layers.{layer}.up.weight": { shape: [config("intermediate_size"), config("hidden_size")] },
 *   },
 *   layouts: {
 *     fused: {
 *       description: "gate and up in one",
 *       rules: [fuse(
 *         "layers.{layer}.gate_up.weight",
 *         concat(0, ["layers.{layer}.gate.weight", "layers.{layer}.up.weight"]),
 *       )],
 *     },
 *   },
 * });
 * assert.deepEqual(JSON.parse(JSON.stringify(plugin)), plugin);
 * ```
 */
export function definePlugin(definition: Plugin): Plugin {
  return readPlugin(definition, nameOf(definition));
}

/**
 * Takes data for a plugin, wherever it is from: the same checks for a built-in plugin, one of others, and one that was stored.
 *
 * @param from What errors call it.
 * @throws PluginError as {@link definePlugin} does.
 */
export function readPlugin(data: unknown, from: string): Plugin {
  const plugin = parsePlugin(data, from);
  const refuse = (why: string) => {
    throw new PluginError(from, why);
  };
  const variables = Object.keys(plugin.variables);
  for (const [name, declaration] of Object.entries(plugin.tensors)) {
    if (!isPattern(name)) refuse(`${JSON.stringify(name)} is not a name`);
    const unknown = variablesOf(name).find((variable) => !variables.includes(variable));
    if (unknown !== undefined) {
      refuse(`tensor ${name} uses {${unknown}}, which variables does not count`);
    }
    const to = declaration.tied?.to;
    if (to !== undefined && !Object.hasOwn(plugin.tensors, to)) {
      refuse(`${name} is tied to ${to}, which is not declared`);
    }
  }
  if (Object.hasOwn(plugin.layouts, "hf")) {
    refuse("hf is the layout that all others are told from; it is not declared");
  }
  for (const [i, { model_type }] of plugin.examples?.entries() ?? []) {
    if (!plugin.serves.model_type.some((served) => served === model_type)) {
      refuse(
        `example ${i + 1} has model_type ${JSON.stringify(model_type)}, which it does not serve`,
      );
    }
  }
  for (const [name, layout] of Object.entries(plugin.layouts)) {
    [...layout.rules, ...layout.older ?? []].forEach((rule, i) => {
      const why = brokenLaw(rule, variables);
      if (why !== undefined) {
        refuse(`rule ${i + 1} of layout ${name} cannot be read in both directions: ${why}`);
      }
      const unknown = [...namesIn(rule.hf)].find(({ name }) =>
        !Object.hasOwn(plugin.tensors, name)
      );
      if (unknown !== undefined) {
        refuse(`rule ${i + 1} of layout ${name} leads to ${unknown.name}, which is not declared`);
      }
    });
    const twice = nameTwice(layout.rules, "layout") ?? nameTwice(layout.rules, "hf");
    if (twice !== undefined) {
      refuse(`two rules of layout ${name} have ${twice}, so that one way makes it twice`);
    }
  }
  return deepFreeze(plugin);
}

/** A name that stands on one side of two rules, both of which hold everywhere. */
function nameTwice(rules: readonly Rule[], side: "layout" | "hf"): string | undefined {
  const names = new Set<string>();
  for (const rule of rules) {
    if (rule.when !== undefined) continue;
    for (const { name } of namesIn(rule[side])) {
      if (names.has(name)) return name;
      names.add(name);
    }
  }
  return undefined;
}

function deepFreeze<T>(data: T): T {
  if (typeof data === "object" && data !== null && !Object.isFrozen(data)) {
    Object.freeze(data);
    for (const item of Object.values(data)) deepFreeze(item);
  }
  return data;
}
