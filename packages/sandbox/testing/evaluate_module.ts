/**
 * A plugin from a text, led the whole way.
 *
 * @module
 */
import type { Plugin } from "@tensorferry/core";
import { evaluatePlugin } from "../evaluate_plugin.ts";
import type { SandboxLimits } from "../limits.ts";
import { locatePlugin } from "../locate_plugin.ts";
import { withFolder } from "./folder.ts";

/** Evaluates `plugin.ts`, which lies in a folder with other files. */
export async function evaluateModule(
  text: string,
  limits?: Partial<SandboxLimits>,
  files: Readonly<Record<string, string>> = {},
): Promise<Plugin> {
  return await withFolder(
    { "deno.json": "{}", ...files, "plugin.ts": text },
    async (folder) => await evaluatePlugin(await locatePlugin(`${folder}/plugin.ts`), limits),
  );
}
