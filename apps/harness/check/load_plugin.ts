/**
 * A plugin from wherever its author has it.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isTensorferryError, PluginError } from "@tensorferry/core";

/** What names a place other than a path. */
const SPECIFIER = /^(file|https?|jsr|npm|data):/;

/**
 * Loads what claims to be a plugin: the default export of a module, or JSON.
 *
 * A module is run with the rights of this process. The harness is for its author; whoever uses the plugins of others has them
 * evaluated without rights by the `tensorferry` command.
 *
 * @param specifier A path, or a `file:`, `https:`, `jsr:` or `npm:` specifier.
 * @throws PluginError when there is none, or it does not keep to the form of a plugin.
 */
export async function loadPlugin(specifier: string): Promise<unknown> {
  try {
    if (specifier.endsWith(".json") && !SPECIFIER.test(specifier)) {
      return JSON.parse(readFileSync(specifier, "utf8"));
    }
    const url = SPECIFIER.test(specifier) ? specifier : pathToFileURL(resolve(specifier)).href;
    return (await import(url)).default;
  } catch (cause) {
    if (isTensorferryError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PluginError(specifier, why, { cause });
  }
}
