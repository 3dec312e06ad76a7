/**
 * Plugins: what an architecture's tensors are, and how its layouts relate to each other, as data.
 *
 * @module
 */
import { PluginError } from "../errors.ts";
import { isPattern, variablesOf } from "../rule/name_pattern.ts";
import { brokenLaw } from "../rule/law.ts";
import type { Rule } from "../rule/rule.ts";
import type { Value } from "../rule/value.ts";
import { parsePlugin } from "./schema.ts";

/** A tensor of the `hf` layout. */
export interface TensorDeclaration {
  /** Sizes per dimension, in elements. */
  readonly shape: readonly Value[];
  /** Where the tensor exists, in terms of the config and of the variables of its name; everywhere when absent. */
  readonly when?: Value;
  /** Whether it may be absent where `when` holds, and present where it does not. */
  readonly optional?: boolean;
  /** The tensor that this one shares its elements with, under a condition; it is then left out of `hf`. */
  readonly tied?: { readonly to: string; readonly when: Value };
}

/** What tensors an architecture has somewhere, as rules between that and `hf`. */
export interface Layout {
  /** One line on whose layout it is. */
  readonly description: string;
  /** Which models of the architecture have it; all when absent. */
  readonly when?: Value;
  readonly rules: readonly Rule[];
  /** Rules for names of earlier versions: they are read, and never written. */
  readonly older?: readonly Rule[];
  /** `same` when tensors without a rule have the same names as in `hf`. */
  readonly rest?: "same";
  /** `copied` when tied tensors are written out here; they are left out otherwise, as in `hf`. */
  readonly tied?: "copied";
}

/** What one family of architectures is to Tensorferry. Plain data: it survives `JSON.stringify`. */
export interface Plugin {
  readonly name: string;
  /** A semantic version. It is part of the identity of every plan. */
  readonly version: string;
  /** The `model_type`s of `config.json` that it serves. */
  readonly serves: { readonly model_type: readonly string[] };
  /** How many values each variable of a name takes, from 0 on. */
  readonly variables: Readonly<Record<string, Value>>;
  /** Every tensor of the `hf` layout, by name pattern. */
  readonly tensors: Readonly<Record<string, TensorDeclaration>>;
  /** The other layouts, by name. `hf` is there without being declared. */
  readonly layouts: Readonly<Record<string, Layout>>;
}

/** Any data at all that is said to be a plugin's; types are checked for those who write it in TypeScript. */
export type PluginDefinition = Plugin;

/**
 * Checks a plugin and gives it back, frozen.
 *
 * @throws PluginError when it is not of the form of a plugin, has a function or other thing that is not data in it, or has a
 * rule that cannot be read in both directions.
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
export function definePlugin(definition: PluginDefinition): Plugin {
  const plugin = parsePlugin(definition);
  const refuse = (why: string) => {
    throw new PluginError(plugin.name, why);
  };
  const variables = Object.keys(plugin.variables);
  for (const [name, declaration] of Object.entries(plugin.tensors)) {
    if (!isPattern(name)) refuse(`${JSON.stringify(name)} is not a name`);
    const unknown = variablesOf(name).find((variable) => !variables.includes(variable));
    if (unknown !== undefined) {
      refuse(`tensor ${name} uses {${unknown}}, which variables does not count`);
    }
    const to = declaration.tied?.to;
    if (to !== undefined && plugin.tensors[to] === undefined) {
      refuse(`${name} is tied to ${to}, which is not declared`);
    }
  }
  if (plugin.layouts["hf"] !== undefined) {
    refuse("hf is the layout that all others are told from; it is not declared");
  }
  for (const [name, layout] of Object.entries(plugin.layouts)) {
    [...layout.rules, ...layout.older ?? []].forEach((rule, i) => {
      const why = brokenLaw(rule, variables);
      if (why !== undefined) {
        refuse(`rule ${i + 1} of layout ${name} cannot be read in both directions: ${why}`);
      }
    });
  }
  return deepFreeze(plugin);
}

function deepFreeze<T>(data: T): T {
  if (typeof data === "object" && data !== null && !Object.isFrozen(data)) {
    Object.freeze(data);
    for (const item of Object.values(data)) deepFreeze(item);
  }
  return data;
}
