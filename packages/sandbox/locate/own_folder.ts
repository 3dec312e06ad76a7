/**
 * The folder that a plugin is kept to.
 *
 * @module
 */
import { dirname, join, sep } from "node:path";
import type { GraphModule } from "./module_graph.ts";
import { Refusal } from "./refusal.ts";

const MANIFESTS = ["deno.json", "deno.jsonc", "jsr.json", "package.json"];

/**
 * The folder of the package that a module belongs to: the nearest with a manifest. Its own where there is none, or where that is a
 * workspace, as the folders of a workspace are not all the plugin's.
 *
 * @param path Without links.
 */
export async function ownFolder(path: string): Promise<string> {
  const own = dirname(path);
  for (let folder = own;; folder = dirname(folder)) {
    for (const name of MANIFESTS) {
      const manifest = await Deno.readTextFile(join(folder, name)).catch(() => undefined);
      if (manifest !== undefined) return /"workspaces?"\s*:/.test(manifest) ? own : folder;
    }
    if (dirname(folder) === folder) return own;
  }
}

/**
 * Sees that a module lies in a folder.
 *
 * @throws Refusal when it does not, or when a link leads out of the folder.
 */
export async function keepInside(folder: string, { url, path }: GraphModule): Promise<void> {
  const real = await Deno.realPath(path);
  if (real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return;
  const link = real === path ? "" : `, a link to ${real}`;
  throw new Refusal(`it imports ${url}${link}, which is not in its own folder ${folder}`);
}
