/**
 * A plugin from wherever its author has it.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { PluginError } from "@tensorferry/core";
import { evaluatePlugin, importPlugin, locatePlugin } from "@tensorferry/sandbox";

/** What names a place other than a path. */
const SPECIFIER = /^(file|https?|jsr|npm):/;

/**
 * Loads what claims to be a plugin: JSON, or the default export of a module, which is evaluated in a process without rights.
 *
 * @param specifier A path, or a `file:`, `https:`, `jsr:` or `npm:` specifier.
 * @param trust Whether the module is imported into this process instead, with its rights.
 * @throws PluginError when there is none, or it does not keep to the form of a plugin.
 */
export async function loadPlugin(specifier: string, trust: boolean): Promise<unknown> {
  if (specifier.endsWith(".json") && !SPECIFIER.test(specifier)) return readData(specifier);
  return await (trust ? importPlugin : evaluatePlugin)(await locatePlugin(specifier));
}

function readData(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new PluginError(path, (cause as Error).message, { cause });
  }
}
