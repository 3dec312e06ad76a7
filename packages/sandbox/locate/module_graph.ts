/**
 * The modules that a module loads, and what their imports lead to.
 *
 * @module
 */
import type { ModuleSource } from "../located_plugin.ts";
import { type Info, type InfoModule, redirected } from "./deno_info.ts";
import { Refusal } from "./refusal.ts";

/** A module that is loaded. */
export interface GraphModule {
  readonly url: string;
  readonly kind: ModuleSource["kind"];
  /** The file that holds it: itself, or a copy in the cache. */
  readonly path: string;
}

/** What is loaded with a module. */
export interface ModuleGraph {
  readonly modules: readonly GraphModule[];
  /** Per module, what each of its imports leads to. */
  readonly imports: Readonly<Record<string, Record<string, string>>>;
}

/** Names what an import leads to where it is not to be followed, by what is written, and by what that is mapped or redirected to. */
export type Border = (written: string, target: string) => string | undefined;

const KINDS: Readonly<Record<string, ModuleSource["kind"]>> = {
  JavaScript: "javascript",
  Mjs: "javascript",
  TypeScript: "typescript",
  Mts: "typescript",
  Json: "json",
};

/** Schemes of modules that lie in a file. Those of others are part of the runtime, of the importing module, or of npm. */
const IN_FILES = /^(file|https?):/;

/** What Deno shows of a module that it cannot parse: lines in a frame, and an empty one. */
const EXCERPT = /\n *(\d+ )?\|.*/g;

/**
 * Follows imports from `entry`. Those of types only do not count: nothing is loaded for them.
 *
 * @throws Refusal when a module is not there, or is not code or data of a kind that can be served.
 */
export function moduleGraph(info: Info, entry: string, border: Border): ModuleGraph {
  const known = new Map(info.modules.map((module) => [module.specifier, module]));
  const modules: GraphModule[] = [];
  const imports: Record<string, Record<string, string>> = {};
  const asserted = new Map<string, string | undefined>([[entry, undefined]]);
  for (const [url, assertion] of asserted) {
    const module = known.get(url);
    if (module === undefined || module.error !== undefined) {
      throw new Refusal(
        module?.error?.replace(EXCERPT, "").replace(/\s*\n\s*/g, " ") ?? `${url} is not there`,
      );
    }
    modules.push(fileOf(module, assertion));
    const targets: Record<string, string> = imports[url] = {};
    for (const { specifier, code, assertionType } of module.dependencies ?? []) {
      if (code === undefined) continue;
      // A name that is not mapped leads nowhere but to itself.
      const led = code.specifier ?? specifier;
      const target = redirected(info, led);
      const beyond = border(specifier, led) ?? border(specifier, target);
      targets[specifier] = beyond ?? target;
      if (beyond === undefined && IN_FILES.test(target) && !asserted.has(target)) {
        asserted.set(target, assertionType);
      }
    }
  }
  return { modules, imports };
}

function fileOf(
  { specifier, kind, mediaType, local }: InfoModule,
  assertion?: string,
): GraphModule {
  if (local === undefined) throw new Refusal(`${specifier} is no file`);
  const as = kind === "external" ? assertion : mediaType;
  const served = as === "text" ? "text" : KINDS[as ?? ""];
  if (served === undefined) {
    throw new Refusal(
      `${specifier} is imported as ${
        as ?? kind
      }: modules of a plugin are JavaScript, TypeScript, JSON or text`,
    );
  }
  return { url: specifier, kind: served, path: local };
}
