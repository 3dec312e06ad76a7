/**
 * Locates and evaluates a plugin in a process of its own, for what only the environment of a process decides: registries, caches.
 *
 * Prints what was located and the plugin, or the error, as JSON.
 *
 * @module
 */
import { evaluatePlugin, locatePlugin } from "../mod.ts";

/** What is printed. */
export interface Evaluated {
  readonly located?: Omit<Awaited<ReturnType<typeof locatePlugin>>, "code">;
  readonly plugin?: Awaited<ReturnType<typeof evaluatePlugin>>;
  readonly error?: string;
}

async function evaluated(specifier: string): Promise<Evaluated> {
  let located;
  try {
    const { code, ...rest } = await locatePlugin(specifier);
    located = rest;
    return { located, plugin: await evaluatePlugin({ ...rest, code }) };
  } catch (error) {
    return { ...(located && { located }), error: `${error}` };
  }
}

if (import.meta.main) {
  await new Response(JSON.stringify(await evaluated(Deno.args[0]!))).body!
    .pipeTo(Deno.stdout.writable);
}
