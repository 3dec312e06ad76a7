/**
 * A plugin brought together with the config of one model.
 *
 * @module
 */
import { type FloatDType, isDType, isFloatDType } from "../dtype.ts";
import { ConfigError, LayoutError } from "../errors.ts";
import { variablesOf } from "../rule/name_pattern.ts";
import { describe, evaluateCondition, evaluateSize, settle } from "../rule/evaluate.ts";
import type { ModelConfig, Value } from "../rule/value.ts";
import type { Layout, Plugin } from "../plugin/plugin.ts";
import type { Counts } from "./counts.ts";
import { bindDeclaration, type Declaration } from "./declaration.ts";
import { knownNames, type Uses } from "./known_names.ts";

/** One model: its architecture's plugin, and the numbers of its config. */
export interface Model {
  readonly plugin: Plugin;
  readonly modelType: string;
  readonly config: ModelConfig;
  /** How many values each variable takes, from 0 on. */
  readonly counts: Counts;
  /** What the plugin says of the tensors of `hf`, by the pattern of their names. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** What a name can stand for here. */
  readonly uses: (name: string) => Uses;
}

/** Plugins to choose from, or whatever makes the choice: it answers the one to use, and throws a LayoutError when there is none. */
export type Plugins = readonly Plugin[] | ((config: ModelConfig) => Plugin);

/**
 * Finds the plugin that serves a config.
 *
 * @throws LayoutError when none does, or several do.
 */
export function findPlugin(config: ModelConfig, plugins: Plugins): Plugin {
  if (typeof plugins === "function") return plugins(config);
  const modelType = modelTypeOf(config);
  const serving = plugins.filter(({ serves }) =>
    modelType !== undefined && serves.model_type.includes(modelType)
  );
  if (serving.length > 1) {
    throw new LayoutError(
      `Cannot choose between the plugins ${serving.map(({ name }) => name).join(" and ")}: ` +
        `both serve model_type ${modelType}. Give only one of them`,
    );
  }
  const [plugin] = serving;
  if (plugin !== undefined) return plugin;
  const known = plugins.flatMap(({ serves }) => serves.model_type).toSorted();
  throw new LayoutError(
    modelType === undefined
      ? `Cannot tell the architecture: the config has no model_type. Give a config.json through --config`
      : `Cannot convert model_type ${
        JSON.stringify(modelType)
      }: no plugin serves it; those here serve ${known.join(", ")}`,
  );
}

/** The `model_type` of a config. */
export function modelTypeOf(config: ModelConfig): string | undefined {
  const modelType = config["model_type"];
  return typeof modelType === "string" ? modelType : undefined;
}

/** The floating dtype that a config gives the weights, under the key of today or that of transformers before 5. */
export function configDType(config: ModelConfig): FloatDType | undefined {
  const dtype = config["dtype"] ?? config["torch_dtype"];
  return typeof dtype === "string" && isDType(dtype) && isFloatDType(dtype) ? dtype : undefined;
}

/**
 * Tensors that a config may call for, more than ten times those of the largest mixtures of experts. A config can name any
 * number, and whoever goes through them all would take time and memory without end.
 */
const MAX_TENSORS = 2 ** 20;

/**
 * Brings a plugin and a config together.
 *
 * @throws ConfigError when the config does not say how many layers, experts and so on there are, or no model can have as many.
 * @throws LayoutError when the plugin refuses such models.
 */
export function bindModel(unsettled: Plugin, config: ModelConfig): Model {
  const refusal = unsettled.refuses?.find(({ when }) => evaluateCondition(when, { config }));
  if (refusal !== undefined) {
    throw new LayoutError(`Cannot convert this ${modelTypeOf(config)}: ${refusal.why}`);
  }
  const counts = countsOf(unsettled, config);
  const plugin = settlePlugin(unsettled, config);
  const declarations = new Map(
    Object.entries(plugin.tensors).map(([pattern, tensor]) => [
      pattern,
      bindDeclaration(pattern, tensor, config, counts),
    ]),
  );
  return {
    plugin,
    modelType: modelTypeOf(config) ?? "",
    config,
    counts,
    declarations,
    uses: knownNames(declarations, plugin.layouts),
  };
}

function countsOf({ variables, tensors }: Plugin, config: ModelConfig): Counts {
  const counts = mapValues(variables, (count) => evaluateSize(count, { config }));
  const given = Object.entries(counts).map(([variable, count]) =>
    `${describe(variables[variable]!)} = ${count}`
  ).join(", ");
  if (Object.values(counts).some((count) => count < 0)) {
    throw new ConfigError(
      `Cannot use a config with ${given}: none may be below 0. Correct the config`,
    );
  }
  const total = Object.keys(tensors).reduce(
    (sum, name) =>
      sum + variablesOf(name).reduce((product, variable) => product * (counts[variable] ?? 0), 1),
    0,
  );
  if (Math.max(total, ...Object.values(counts)) > MAX_TENSORS) {
    throw new ConfigError(
      `Cannot use a config with ${given}: it calls for ${total} tensors, and ${MAX_TENSORS} are the most that any ` +
        `model may have here. Correct the config`,
    );
  }
  return counts;
}

/** The plugin with all that the config decides worked out once, instead of for every tensor. */
function settlePlugin(plugin: Plugin, config: ModelConfig): Plugin {
  const when = <T extends { readonly when?: Value }>(item: T): T =>
    item.when === undefined ? item : { ...item, when: settle(item.when, config) };
  return {
    ...plugin,
    tensors: mapValues(plugin.tensors, (tensor) => ({
      ...when(tensor),
      shape: tensor.shape.map((size) => settle(size, config)),
    })),
    layouts: mapValues(plugin.layouts, (layout) => ({
      ...layout,
      rules: layout.rules.map(when),
      ...(layout.older && { older: layout.older.map(when) }),
    })),
  };
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** The layouts that this model has, by name, `hf` left out. */
export function layoutsOf({ plugin, config }: Model): [string, Layout][] {
  return Object.entries(plugin.layouts).filter(([, { when }]) =>
    evaluateCondition(when, { config })
  );
}

/**
 * The layout of this name, or nothing for `hf`.
 *
 * @throws LayoutError when the model has none of that name.
 */
export function layoutNamed(model: Model, name: string): Layout | undefined {
  if (name === "hf") return undefined;
  const layouts = layoutsOf(model);
  const found = layouts.find(([known]) => known === name);
  if (found !== undefined) return found[1];
  throw new LayoutError(
    `Cannot use layout ${JSON.stringify(name)} for model_type ${model.modelType}: ` +
      `plugin ${model.plugin.name} has ${["hf", ...layouts.map(([known]) => known)].join(", ")}`,
  );
}
