/**
 * Modules served from memory.
 *
 * @module
 */
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { coreNameOf } from "../core_name.ts";
import type { PluginCode } from "../located_plugin.ts";

/** Modules by URL, what their imports lead to, and where core lies. */
export type Served = Pick<PluginCode, "sources" | "imports" | "core">;

const RELATIVE = /^\.{0,2}\//;

const FORMATS = { typescript: "module", javascript: "module", json: "json", text: "text" };

/**
 * Lets every import in this thread find these modules, by the imports that were located; others go their usual way.
 *
 * @returns What undoes it.
 */
export function serveModules({ sources, imports, core }: Served): () => void {
  if (registerHooks === undefined) throw new Error("Deno 2.9 or newer is needed");
  const resolve = (specifier: string, parent: string): string | undefined => {
    const located = Object.hasOwn(imports, parent) ? imports[parent]! : {};
    const target = Object.hasOwn(located, specifier) ? located[specifier]! : specifier;
    const name = coreNameOf(target);
    if (name !== undefined) return core[name];
    return (RELATIVE.test(target) ? URL.parse(target, parent) : URL.parse(target))?.href;
  };
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL ?? "";
      const url = resolve(specifier, parent);
      if (url !== undefined && Object.hasOwn(sources, url)) return { url, shortCircuit: true };
      if (url === undefined && Object.hasOwn(sources, parent)) {
        throw new TypeError(`it imports ${specifier}, which nothing maps to a module`);
      }
      return next(url ?? specifier, context);
    },
    load(url, context, next) {
      if (!Object.hasOwn(sources, url)) return next(url, context);
      const { kind, text } = sources[url]!;
      return {
        format: FORMATS[kind],
        source: kind === "typescript" ? stripTypeScriptTypes(text, { mode: "transform" }) : text,
        shortCircuit: true,
      };
    },
  });
  return () => hooks.deregister();
}
