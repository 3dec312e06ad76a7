import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

/** What `deno info --json` tells of a graph, as far as it is looked at. */
interface Graph {
  readonly roots: readonly string[];
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
      /** Whether it is loaded when it is asked for, and not before. */
      readonly isDynamic?: boolean;
    }[];
  }[];
}

const ROOT = new URL("../", import.meta.url).href;

/** Everything that is loaded together with a module of the command: paths from the root, and other specifiers. */
async function loadedWith(path: string): Promise<string[]> {
  const module = fileURLToPath(`${ROOT}apps/cli/${path}`);
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", module],
  }).output();
  assert(success);
  const { roots, modules }: Graph = JSON.parse(new TextDecoder().decode(stdout));
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const loaded = new Set(roots);
  for (const url of loaded) {
    for (const { code, isDynamic = false } of known.get(url)?.dependencies ?? []) {
      if (code?.specifier !== undefined && !isDynamic) loaded.add(code.specifier);
    }
  }
  return Array.from(loaded, (url) => url.replace(ROOT, ""));
}

Deno.test("what reads the command line loads nothing of core, of a container or of a plugin", async () => {
  const loaded = await loadedWith("main.ts");
  assert(loaded.some((path) => path.startsWith("npm:")));
  assert.deepEqual(loaded.filter((path) => /^(packages|plugins)\/|^node:/.test(path)), []);
});

Deno.test("a conversion loads no package of npm, and so nothing that checks plugins or manifests", async () => {
  const loaded = await loadedWith("actions/convert.ts");
  assert(loaded.includes("packages/core/ferry/write_checkpoint.ts"));
  assert(loaded.includes("plugins/llama/plugin.ts"));
  assert.deepEqual(loaded.filter((path) => path.startsWith("npm:")), []);
});

Deno.test("a conversion of files loads nothing that only a stream needs", async () => {
  const loaded = await loadedWith("actions/convert.ts");
  const ofStreams = /^packages\/(core\/(tier|ferry\/stream)|safetensors\/stream)\//;
  assert.deepEqual(loaded.filter((path) => ofStreams.test(path)), []);
});
