/**
 * The plugins that a run may use.
 *
 * @module
 */
import { isTensorferryError, OptionError } from "@tensorferry/core";
import type { Plugin } from "@tensorferry/core/plugin";
import { GrantError, type NeededGrants } from "../grants.ts";
import { type ClosedStore, installedPlugins, notLookedAt } from "./installed.ts";
import { builtInPlugins, type KnownPlugin } from "./known_plugin.ts";
import { type NamedPlugin, namedPlugin } from "./specifier.ts";

/** What a run was told of plugins. */
export interface PluginChoices {
  /** Names of plugins that are known, or specifiers of code; where there are any, no other plugin is asked. */
  readonly plugin: readonly string[];
  /** Whether code is run in this process, with its rights, and not in one without any. */
  readonly trust: boolean;
}

/**
 * What Deno has to allow for plugins that were chosen. Code that is not trusted takes two processes: one finds it, with the rights of
 * the user, and runs none of it; the other runs it, and has none.
 */
export function grantsOfPlugins({ plugin, trust }: PluginChoices): NeededGrants {
  return { run: !trust && plugin.some((text) => namedPlugin(text) === undefined) };
}

/** The plugins that are built in or installed, as far as Deno allows to look. */
export async function knownPlugins(): Promise<Omit<Candidates, "isChosen">> {
  const { plugins, closed } = await installedPlugins();
  return { plugins: [...builtInPlugins, ...plugins], closed };
}

/** The same for completion, which tells of no trouble. */
export async function offeredPlugins(): Promise<readonly KnownPlugin[]> {
  try {
    return (await knownPlugins()).plugins;
  } catch (error) {
    if (!isTensorferryError(error)) throw error;
    return builtInPlugins;
  }
}

/** The plugins that a run may use. */
export interface Candidates {
  readonly plugins: readonly KnownPlugin[];
  /** Whether they were chosen by name or specifier. */
  readonly isChosen: boolean;
  /** The stores that were not looked into. */
  readonly closed: readonly ClosedStore[];
}

/**
 * The plugins that were chosen, or all that are known.
 *
 * @throws PluginError, SandboxError, GrantError, StoreError or OptionError when one that was chosen is not to be had.
 */
export async function candidates({ plugin, trust }: PluginChoices): Promise<Candidates> {
  if (plugin.length === 0) return { ...await knownPlugins(), isChosen: false };
  const chosen: KnownPlugin[] = [];
  for (const text of plugin) {
    const named = namedPlugin(text);
    if (named !== undefined) chosen.push(...pluginsNamed(named, await knownPlugins()));
    else {
      const { evaluate, givenPlugin } = await import("./evaluated.ts");
      chosen.push(givenPlugin(await evaluate(text, trust)));
    }
  }
  return { plugins: chosen, isChosen: true, closed: [] };
}

/**
 * The plugins of a name: several where it is installed twice.
 *
 * @throws OptionError when there are none; GrantError when there may be some where nobody looked.
 */
export function pluginsNamed(
  { name, origin }: NamedPlugin,
  { plugins, closed }: Pick<Candidates, "plugins" | "closed">,
): readonly KnownPlugin[] {
  const found = plugins.filter((one) =>
    one.name === name && (origin === undefined || one.origin === origin)
  );
  if (found.length > 0) return found;
  if (closed.length > 0) {
    throw new GrantError(
      `Cannot find plugin ${name} among those that are built in. ${notLookedAt(closed)}`,
    );
  }
  const names = [...new Set(plugins.map((one) => one.name))].toSorted().join(", ");
  throw new OptionError(
    `Cannot find plugin ${name}: there are ${names}. Install it with tensorferry plugins add, or give a path as ./${name}`,
  );
}

/** A plugin with its data, or with what keeps it from being used. */
export type LoadedPlugin =
  & KnownPlugin
  & ({ readonly plugin: Plugin } | { readonly problem: string });

/** Reads the data of plugins to tell of them. */
export function loadAll(plugins: readonly KnownPlugin[]): LoadedPlugin[] {
  return plugins.map((known) => {
    try {
      return { ...known, plugin: known.load() };
    } catch (error) {
      if (!isTensorferryError(error)) throw error;
      return { ...known, problem: error.message };
    }
  });
}
