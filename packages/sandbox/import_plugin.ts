/**
 * Plugins of others, trusted.
 *
 * @module
 */
import * as core from "@tensorferry/core";
import * as plugins from "@tensorferry/core/plugin";
import * as words from "@tensorferry/core/words";
import type { CoreName } from "./core_name.ts";
import { serveModules } from "./evaluate/serve_modules.ts";
import type { LocatedPlugin, ModuleSource } from "./located_plugin.ts";

/** What is needed of a plugin that was not located, as no process can be started. */
export type NamedPlugin = Pick<LocatedPlugin, "specifier" | "resolved"> & Partial<LocatedPlugin>;

/** By what plugins import it, core as it is loaded here. */
const CORE: Readonly<Record<CoreName, object>> = {
  "@tensorferry/core": core,
  "@tensorferry/core/plugin": plugins,
  "@tensorferry/core/words": words,
};

/** Where the modules made of these find them. */
const LOADED = Symbol.for("@tensorferry/sandbox: core as it is loaded");

/**
 * Imports a plugin into this process, which gives its code all rights that this process has, for as long as it lasts. Its data is
 * checked like that of any other. For those who trust its author: `--trust`.
 *
 * What was located is what runs; imports beyond that, such as those of packages of npm, are up to Deno. Where no process can be
 * started, so that nothing can be located, `resolved` is imported as Deno finds it.
 *
 * @throws PluginError when it fails, or gives what is no plugin.
 */
export async function importPlugin(plugin: NamedPlugin): Promise<core.Plugin> {
  const { specifier, resolved, code = { entry: resolved, sources: {}, imports: {} } } = plugin;
  const names = Object.keys(CORE);
  const withdraw = serveModules({
    sources: {
      ...code.sources,
      ...Object.fromEntries(names.map((name) => [urlOf(name), loaded(name)])),
    },
    imports: code.imports,
    core: Object.fromEntries(names.map((name) => [name, urlOf(name)])),
  });
  const place = globalThis as { [LOADED]?: unknown };
  place[LOADED] = CORE;
  let given: unknown;
  try {
    given = (await import(code.entry)).default;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new core.PluginError(specifier, why, { cause });
  } finally {
    delete place[LOADED];
    withdraw();
  }
  return plugins.readPlugin(given, specifier);
}

function urlOf(name: string): string {
  return `file:///${name}`;
}

/** A module that exports what a module of core exports here. */
function loaded(name: string): ModuleSource {
  const from = `globalThis[Symbol.for(${JSON.stringify(LOADED.description)})]`;
  const exported = Object.keys(CORE[name as CoreName]).join(", ");
  return {
    kind: "javascript",
    text: `export const { ${exported} } = ${from}[${JSON.stringify(name)}];`,
  };
}
