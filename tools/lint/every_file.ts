/**
 * Holds every source file of the workspace to the rules of `plugin.ts`: `deno task lint` runs this as a test.
 *
 * `deno lint` would take the plugin itself, but Deno 2.9.6 then ends with a segmentation fault in one run of fifty, after
 * its verdict: the thread that holds the plugin is torn down too early.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import plugin from "./plugin.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What is written, not installed or generated: the workspace's own list says which folders are none of it. */
async function* sourcesIn(folder: string, excluded: ReadonlySet<string>): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (excluded.has(path) || name === "node_modules") continue;
    if (isDirectory) yield* sourcesIn(path, excluded);
    else if (name.endsWith(".ts")) yield path;
  }
}

Deno.test("every source file keeps the rules of the tree", async () => {
  const { workspace, exclude, lint } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const excluded = new Set([...exclude, ...lint.exclude].map((path: string) => join(ROOT, path)));
  const broken: string[] = [];
  let files = 0;
  for (const member of workspace) {
    for await (const path of sourcesIn(join(ROOT, member), excluded)) {
      files++;
      const source = await Deno.readTextFile(path);
      for (const { id, message, range } of Deno.lint.runPlugin(plugin, path, source)) {
        const line = source.slice(0, range[0]).split("\n").length;
        broken.push(`${path}:${line}: ${id}: ${message}`);
      }
    }
  }
  assert(files > workspace.length, `${files} files in ${workspace.length} members`);
  assert.deepEqual(broken, []);
});
