/**
 * What the host gives to the process that evaluates a plugin: the programs of that process, and core.
 *
 * It is found in the same way as a plugin, so it does not matter whether the host lies in a folder or in the cache of Deno.
 *
 * @module
 */
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type CoreName, coreNameOf } from "../core_name.ts";
import type { PluginCode } from "../located_plugin.ts";
import { denoInfo, type Info } from "./deno_info.ts";
import { type GraphModule, moduleGraph } from "./module_graph.ts";
import { entryOf, packageOf } from "./npm_package.ts";
import { readModules } from "./read_modules.ts";

const PARTS = import.meta.resolve("../evaluate/parts.ts");

/** Asks for the graph of the host's parts, by the configuration and the lock file of the host. */
export function hostInfo(): Promise<Info> {
  const folder = PARTS.startsWith("file:") ? dirname(fileURLToPath(PARTS)) : undefined;
  return denoInfo(PARTS, folder === undefined ? ["--no-config", "--no-lock"] : [], folder);
}

/** Reads the programs, and of core what the names need. */
export async function hostCode(
  info: Info,
  names: ReadonlySet<CoreName>,
): Promise<Omit<PluginCode, "entry">> {
  const packages = new Map<string, string>();
  for (const { specifier, kind } of info.modules) {
    if (kind !== "npm") continue;
    const { folder } = packageOf(info, specifier);
    packages.set(specifier, join(folder, await entryOf(folder, "")));
  }
  const npm = (_: string, target: string) => {
    const path = packages.get(target);
    return path === undefined ? undefined : pathToFileURL(path).href;
  };
  const whole = moduleGraph(info, PARTS, npm);
  const core: Record<string, string> = {};
  const programs: Record<string, string> = {};
  for (const [written, target] of Object.entries(whole.imports[PARTS]!)) {
    const name = coreNameOf(written);
    if (name === undefined) programs[written] = target;
    else if (names.has(name)) core[name] = target;
  }
  const graphs = Object.values(core).map((url) => moduleGraph(info, url, npm));
  const modules = new Map(
    graphs.flatMap(({ modules }) => modules).map((module) => [module.url, module]),
  );
  for (const path of packages.values()) {
    const url = pathToFileURL(path).href;
    modules.set(url, { url, kind: "javascript", path });
  }
  const read = await readModules([...modules.values()]);
  const program = programs["./program.ts"]!;
  const worker = programs["./worker.ts"]!;
  return {
    sources: Object.fromEntries(read.map(({ url, source }) => [url, source])),
    imports: Object.assign({}, ...graphs.map(({ imports }) => imports)),
    core,
    program: await asDataUrl(program, whole.modules, whole.imports),
    worker: await asDataUrl(worker, whole.modules, whole.imports),
  };
}

/** A module and what it imports, as one URL: a process without rights can load nothing else. */
async function asDataUrl(
  url: string,
  modules: readonly GraphModule[],
  imports: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<string> {
  const [{ source }] = await readModules(modules.filter((module) => module.url === url)) as [
    Awaited<ReturnType<typeof readModules>>[number],
  ];
  // As JavaScript: Deno takes 150 ms for TypeScript where it has no cache.
  let text = stripTypeScriptTypes(source.text, { mode: "transform" });
  for (const [written, target] of Object.entries(imports[url]!)) {
    if (target.startsWith("node:")) continue;
    text = text.replaceAll(
      JSON.stringify(written),
      JSON.stringify(await asDataUrl(target, modules, imports)),
    );
  }
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return `data:text/javascript;base64,${btoa(bytes.join(""))}`;
}
