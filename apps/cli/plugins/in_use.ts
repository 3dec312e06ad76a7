/**
 * Which plugin a model is led by.
 *
 * @module
 */
import { findPlugin, LayoutError, type ModelConfig, modelTypeOf } from "@tensorferry/core";
import type { Plugin } from "@tensorferry/core/plugin";
import type { Candidates } from "./candidates.ts";
import { notLookedAt } from "./installed.ts";
import { describePlugin, type KnownPlugin } from "./known_plugin.ts";

/** The plugins of a run, one for each type of model. */
export interface PluginsInUse {
  /**
   * The plugin of a model, as core asks for it.
   *
   * @throws LayoutError when there is none, or several; PluginError or GrantError when it cannot be used.
   */
  readonly choose: (config: ModelConfig) => Plugin;
  /** A hash of the data of the plugin that was chosen for a model; none where it is built in. */
  integrityFor(config: ModelConfig | undefined): string | undefined;
}

/** Makes the choice among candidates by `model_type`, when it is asked for. */
export function pluginsInUse(among: Candidates): PluginsInUse {
  const chosen = new Map<string | undefined, { plugin: Plugin; integrity: string | undefined }>();
  return {
    choose(config) {
      const modelType = modelTypeOf(config);
      const before = chosen.get(modelType);
      if (before !== undefined) return before.plugin;
      const serving = pluginServing(modelType, among);
      const plugin = serving.load();
      chosen.set(modelType, { plugin, integrity: serving.integrity });
      return plugin;
    },
    integrityFor: (config) => config && chosen.get(modelTypeOf(config))?.integrity,
  };
}

/**
 * The one plugin that serves a type of model.
 *
 * @throws LayoutError when there is none, or several.
 */
function pluginServing(
  modelType: string | undefined,
  { plugins, isChosen, closed }: Candidates,
): KnownPlugin {
  const serving = withoutCopies(
    plugins.filter(({ serves }) => modelType !== undefined && serves.includes(modelType)),
  );
  const [plugin] = serving;
  if (serving.length > 1) {
    throw new LayoutError(
      `Cannot choose between the plugins ${
        serving.map(describePlugin).join(" and ")
      }: all serve model_type ${modelType}. ${
        isChosen && serving.some(({ origin }) => origin === "given")
          ? "Give only one of them"
          : `Choose with ${serving.map((one) => `--plugin ${choiceOf(one, serving)}`).join(" or ")}`
      }`,
    );
  }
  if (plugin !== undefined) return plugin;
  const known = [...new Set(plugins.flatMap(({ serves }) => serves))].toSorted().join(", ");
  if (modelType === undefined) findPlugin({}, []); // Throws, with its words.
  const unserved = `Cannot convert model_type ${JSON.stringify(modelType)}: no plugin serves it`;
  if (isChosen) {
    throw new LayoutError(
      `${unserved}; those given with --plugin serve ${known}. Leave --plugin out, or give another`,
    );
  }
  throw new LayoutError(
    `${unserved}; those here serve ${known}. ${
      closed.length === 0
        ? "Install one with tensorferry plugins add, or write one: tensorferry plugins new"
        : notLookedAt(closed)
    }`,
  );
}

/** Of plugins that are installed twice with the same data, one. */
function withoutCopies(plugins: readonly KnownPlugin[]): readonly KnownPlugin[] {
  return plugins.filter(({ name, integrity }, i) =>
    integrity === undefined ||
    plugins.findIndex((other) => other.name === name && other.integrity === integrity) === i
  );
}

/** What to type for one of several plugins. */
function choiceOf({ name, origin }: KnownPlugin, among: readonly KnownPlugin[]): string {
  return among.filter((other) => other.name === name).length > 1 ? `${origin}:${name}` : name;
}
