/**
 * Plugins from the code of others.
 *
 * @module
 */
import type { Plugin } from "@tensorferry/core/plugin";
import type { LocatedPlugin } from "@tensorferry/sandbox";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { areGranted } from "../grants.ts";
import { integrityOf, textOf } from "./data.ts";
import type { KnownPlugin } from "./known_plugin.ts";

/** What begins a specifier that is no path. A drive of Windows has one letter. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** A plugin that was evaluated. */
export interface EvaluatedPlugin {
  /** Where its code is; a path is made a URL. */
  readonly specifier: string;
  readonly plugin: Plugin;
  /** Absent where no process could be started to look at the code. */
  readonly located?: LocatedPlugin;
}

/**
 * Takes a plugin's data out of the code at a specifier: in a process without rights or, where it is trusted, in this one.
 *
 * @throws PluginError or SandboxError when there is no plugin.
 */
export async function evaluate(specifier: string, trust: boolean): Promise<EvaluatedPlugin> {
  if (!trust || areGranted({ run: true })) return await evaluateLocated(specifier, trust);
  const { importPlugin } = await import("@tensorferry/sandbox");
  const url = SCHEME.test(specifier) ? specifier : pathToFileURL(resolve(specifier)).href;
  return { specifier: url, plugin: await importPlugin({ specifier: url, resolved: url }) };
}

/** How code is looked for that is to be kept. */
interface LookOptions {
  /** Whether registries are asked for a newer version than that in the cache of Deno. */
  readonly fresh?: boolean;
  /** Called with where the code lies, before any of it is run. */
  readonly check?: (located: LocatedPlugin) => void;
}

/** The same, with where its code lies. */
export async function evaluateLocated(
  specifier: string,
  trust: boolean,
  { fresh = false, check = () => {} }: LookOptions = {},
): Promise<Required<EvaluatedPlugin>> {
  const { evaluatePlugin, importPlugin, locatePlugin } = await import("@tensorferry/sandbox");
  const located = await locatePlugin(specifier, fresh);
  check(located);
  const plugin = await (trust ? importPlugin : evaluatePlugin)(located);
  return { specifier: located.specifier, plugin, located };
}

/** An evaluated plugin among those that are known. */
export function givenPlugin({ specifier, plugin }: EvaluatedPlugin): KnownPlugin {
  return {
    name: plugin.name,
    version: plugin.version,
    serves: plugin.serves.model_type,
    origin: "given",
    specifier,
    integrity: integrityOf(textOf(plugin)),
    load: () => plugin,
  };
}
