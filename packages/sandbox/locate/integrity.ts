/**
 * Hashes of what a plugin consists of.
 *
 * @module
 */
import type { PluginModule } from "../located_plugin.ts";

/** `sha256-` and the hash in base64, as in subresource integrity. */
export async function integrityOf(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}

/** What is hashed of a plugin. */
interface Parts {
  readonly entry: string;
  readonly modules: readonly PluginModule[];
  readonly imports: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * A hash over all of a plugin: which module is its entry, every module by its name and content, and what every import leads to,
 * which a mapping outside of the modules decides. Names below `folder` are taken relative to it, so the place does not count.
 */
export function integrityOfAll(
  { entry, modules, imports }: Parts,
  folder: string,
): Promise<string> {
  const name = (url: string) => url.startsWith(folder) ? url.slice(folder.length) : url;
  const lines = [
    ...modules.map(({ url, integrity }) => [name(url), integrity]),
    ...Object.entries(imports).flatMap(([url, targets]) =>
      Object.entries(targets).map(([written, target]) => [name(url), written, name(target)])
    ),
  ].map((line) => JSON.stringify(line));
  const text = [JSON.stringify(name(entry)), ...lines.sort()].join("\n");
  return integrityOf(new TextEncoder().encode(text));
}
