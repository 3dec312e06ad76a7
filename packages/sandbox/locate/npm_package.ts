/**
 * A plugin that is published on npm.
 *
 * @module
 */
import { extname, join, posix, relative, sep } from "node:path";
import type { ModuleSource } from "../located_plugin.ts";
import { denoInfo, type Info, redirected } from "./deno_info.ts";
import type { GraphModule } from "./module_graph.ts";
import { Refusal } from "./refusal.ts";

/** A package in Deno's cache, which has compared its tarball with the hash in the registry. */
export interface NpmPackage {
  /** Such as `1.2.3`. */
  readonly version: string;
  /** Such as `npm:name@1.2.3/subpath`. */
  readonly resolved: string;
  readonly entry: string;
  readonly modules: readonly GraphModule[];
}

const KINDS: Readonly<Record<string, ModuleSource["kind"]>> = {
  ".js": "javascript",
  ".mjs": "javascript",
  ".ts": "typescript",
  ".mts": "typescript",
  ".json": "json",
};

/** Conditions of `exports` that hold here, the stronger first. */
const CONDITIONS = ["deno", "module", "import", "default"];

/** A package may have more files than a plugin may have modules; how many are looked through. */
const MAX_FILES = 10_000;

/**
 * Downloads a package, and lists all of its modules: what else it may import is `@tensorferry/core`.
 *
 * @throws Refusal when there is none, or it has no module at the path.
 */
export async function npmPackage(
  specifier: string,
  more: readonly string[],
): Promise<NpmPackage> {
  const flags = [...more, "--no-config", "--node-modules-dir=none"];
  const info = await denoInfo(specifier, flags);
  const { folder, version, target } = packageOf(info, info.roots[0]!);
  // `npm:/name@1.2.3/subpath` or `npm:/@scope/name@1.2.3/subpath`
  const [, id = "", subpath = ""] = /^npm:\/((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(target) ?? [];
  const root = `npm:/${id}/`;
  const modules: GraphModule[] = [];
  for (const path of await filesIn(folder)) {
    const kind = KINDS[extname(path)];
    if (kind === undefined || path.endsWith(".d.ts") || path.endsWith(".d.mts")) continue;
    modules.push({ url: root + relative(folder, path).split(sep).join("/"), kind, path });
  }
  const entry = root + await entryOf(folder, subpath);
  if (!modules.some(({ url }) => url === entry)) {
    throw new Refusal(`${entry} is not in the package`);
  }
  return { version, resolved: `npm:${id}${subpath}`, entry, modules };
}

/** Where a package lies that a specifier leads to. */
export function packageOf(
  info: Info,
  specifier: string,
): { readonly folder: string; readonly version: string; readonly target: string } {
  const target = redirected(info, specifier);
  const module = info.modules.find((module) => module.specifier === target);
  const found = info.npmPackages[module?.npmPackage ?? ""];
  if (found?.localPath === undefined) {
    throw new Refusal(
      `it, or a package that it depends on, cannot be had from npm; @tensorferry/core is none of these: the host has it`,
    );
  }
  return { folder: found.localPath, version: found.version, target };
}

/** The module that a package exports, relative to its folder. */
export async function entryOf(folder: string, subpath: string): Promise<string> {
  const { exports, module, main } = JSON.parse(
    await Deno.readTextFile(join(folder, "package.json")),
  );
  const wanted = `.${subpath}`;
  const entry = exports === undefined
    ? wanted === "." ? module ?? main ?? "index.js" : wanted
    : underConditions(isTable(exports) ? exports[wanted] : wanted === "." ? exports : undefined);
  if (typeof entry !== "string") throw new Refusal(`the package does not export ${wanted}`);
  return posix.normalize(entry);
}

function isTable(exports: unknown): exports is Record<string, unknown> {
  return typeof exports === "object" && exports !== null &&
    Object.keys(exports).every((key) => key.startsWith("."));
}

function underConditions(target: unknown): unknown {
  if (typeof target !== "object" || target === null) return target;
  const held = CONDITIONS.find((condition) => Object.hasOwn(target, condition));
  return held === undefined
    ? undefined
    : underConditions((target as Record<string, unknown>)[held]);
}

async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [folder];
  for (const folder of folders) {
    for await (const { name, isFile, isDirectory } of Deno.readDir(folder)) {
      if (isFile) files.push(join(folder, name));
      if (isDirectory && name !== "node_modules") folders.push(join(folder, name));
    }
    if (files.length > MAX_FILES) throw new Refusal(`the package has more than ${MAX_FILES} files`);
  }
  return files.sort();
}
