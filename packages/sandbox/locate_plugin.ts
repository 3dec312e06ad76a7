/**
 * Where plugins lie.
 *
 * @module
 */
import { PluginError } from "@tensorferry/core";
import { LOCATE_URL, type Question, type Reply } from "./locate/main.ts";
import type { LocatedPlugin } from "./located_plugin.ts";
import { runDeno } from "./process/run_deno.ts";
import { startedFor } from "./process/started_for.ts";

/** The program that locates ends itself sooner: this is for the case that it cannot. */
const MILLISECONDS = 120_000;
/** A plugin of the greatest size and core, as JSON. */
const OUTPUT = 64 * 2 ** 20;

/**
 * Finds the modules of a plugin, downloads what is not here, and runs none of it.
 *
 * The modules of a plugin that is a file lie in its own folder: that of the nearest `deno.json`, `jsr.json` or `package.json`, or
 * else that of the file. Those of a remote one are remote. All take `@tensorferry/core` from this host, whichever version they ask
 * for. The cache and the registries are Deno's, with the environment of this process.
 *
 * @param specifier A path, or a `file:`, `https:`, `jsr:` or `npm:` specifier.
 * @param fresh Whether to ask registries and servers also for what the cache has, as there may be a newer version.
 * @throws PluginError when it cannot be had, has a module that is not its own or of another kind than JavaScript, TypeScript, JSON
 * and text, is larger than 8 MiB or 256 modules, or no process can be started.
 */
export async function locatePlugin(
  specifier: string,
  fresh: boolean = false,
): Promise<LocatedPlugin> {
  const question: Question = { specifier, fresh };
  // With the rights of the user: nothing of a plugin is run in it.
  const { code, output, message } = await startedFor(
    specifier,
    () =>
      runDeno(["run", "--quiet", "--no-config", "--no-lock", "--allow-all", LOCATE_URL], {
        input: JSON.stringify(question),
        milliseconds: MILLISECONDS,
        output: OUTPUT,
      }),
  );
  if (code !== 0) throw new Error(`The locator of plugins ended with ${code}: ${message}`);
  const reply: Reply = JSON.parse(new TextDecoder().decode(output));
  if ("refused" in reply) throw new PluginError(specifier, reply.refused);
  return reply.located;
}
