/**
 * What is said where no process can be started.
 *
 * @module
 */
import { PluginError } from "@tensorferry/core";
import { CannotRunError, type Ended } from "./run_deno.ts";

/** Runs something for a plugin. @throws PluginError when no process can be started. */
export async function startedFor(plugin: string, run: () => Promise<Ended>): Promise<Ended> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CannotRunError)) throw error;
    throw new PluginError(
      plugin,
      `it is of others, so it is evaluated in a process without rights, and ${error.message}; ` +
        `or, if you trust its author with all rights of this process, give --trust`,
    );
  }
}
