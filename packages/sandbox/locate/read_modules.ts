/**
 * The contents of modules.
 *
 * @module
 */
import type { ModuleSource, PluginModule } from "../located_plugin.ts";
import { integrityOf } from "./integrity.ts";
import type { GraphModule } from "./module_graph.ts";
import { Refusal } from "./refusal.ts";

/** The most modules of a plugin; the largest example has three. */
const MAX_MODULES = 256;
/** The most bytes of them together; the largest example has 20 kB. */
const MAX_BYTES = 8 * 2 ** 20;

/** Deno keeps the headers of a download in a comment after its content. */
const CACHE_METADATA = "\n// denoCacheMetadata=";

/** A module with its content. */
export interface ReadModule extends PluginModule {
  readonly source: ModuleSource;
}

/**
 * Reads the modules of a plugin.
 *
 * @throws Refusal when they are too many, too large, no files, or no text.
 */
export async function readModules(modules: readonly GraphModule[]): Promise<ReadModule[]> {
  if (modules.length > MAX_MODULES) {
    throw new Refusal(`it has ${modules.length} modules; the most is ${MAX_MODULES}`);
  }
  let bytes = 0;
  for (const { path, url } of modules) {
    const { isFile, size } = await Deno.stat(path);
    if (!isFile) throw new Refusal(`${url} is no file`);
    bytes += size;
  }
  if (bytes > MAX_BYTES) {
    throw new Refusal(`its modules have ${bytes} bytes; the most is ${MAX_BYTES}`);
  }
  return await Promise.all(modules.map(readModule));
}

async function readModule({ url, kind, path }: GraphModule): Promise<ReadModule> {
  const file = await Deno.readFile(path);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(file);
  } catch {
    throw new Refusal(`${url} is no text in UTF-8`);
  }
  const metadata = url.startsWith("file:") ? -1 : text.lastIndexOf(CACHE_METADATA);
  if (metadata >= 0) text = text.slice(0, metadata);
  const content = new TextEncoder().encode(text);
  return {
    url,
    bytes: content.length,
    integrity: await integrityOf(content),
    source: { kind, text: text.replace(/^\uFEFF/, "") },
  };
}
