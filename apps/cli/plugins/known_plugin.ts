/**
 * Plugins that this run knows of, wherever they come from.
 *
 * @module
 */
import type { Plugin } from "@tensorferry/core/plugin";
import { plugins as builtIn } from "../composition.ts";
import type { Origin } from "./specifier.ts";
import type { PluginRecord } from "./store/record.ts";

/** A plugin that can be used, as far as it is known before its data is read. */
export interface KnownPlugin {
  readonly name: string;
  readonly version: string;
  /** The `model_type`s that it serves. */
  readonly serves: readonly string[];
  readonly origin: Origin;
  /** The specifier that it was given or installed by; absent where it is built in. */
  readonly specifier?: string;
  /** A hash of its data; absent where it is built in, as its version says enough. */
  readonly integrity?: string;
  /** What was recorded when it was installed. */
  readonly record?: PluginRecord;
  /**
   * Its data.
   *
   * @throws PluginError when it is not what it was when it was installed; GrantError when that cannot be told.
   */
  load(): Plugin;
}

/** The plugins that this command is put together with. */
export const builtInPlugins: readonly KnownPlugin[] = builtIn.map((plugin) => ({
  name: plugin.name,
  version: plugin.version,
  serves: plugin.serves.model_type,
  origin: "built-in",
  load: () => plugin,
}));

/** Whose a plugin is, as half a sentence. */
export function originText(
  { origin, specifier }: Pick<KnownPlugin, "origin" | "specifier">,
): string {
  switch (origin) {
    case "built-in":
      return "built in";
    case "user":
      return `installed for you from ${specifier}`;
    case "project":
      return `installed in this project from ${specifier}`;
    case "given":
      return `given as ${specifier}`;
  }
}

/** A plugin in a message. */
export function describePlugin(
  plugin: Pick<KnownPlugin, "name" | "version" | "origin" | "specifier">,
): string {
  return `${plugin.name} ${plugin.version} (${originText(plugin)})`;
}
