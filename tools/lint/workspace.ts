/** Where a file lies in the workspace. @module */
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Folders whose every folder is a member. Elsewhere a folder at the top is one itself. */
const SHELVES = ["packages", "plugins", "apps"];

/** The path of a file from the root of the workspace, with `/` between its parts. */
export function pathInWorkspace(filename: string): string {
  return relative(ROOT, filename).replaceAll(sep, "/");
}

/** The folder of the member that a path of the workspace belongs to, such as `packages/core` or `tests`. */
export function memberOf(path: string): string {
  const parts = path.split("/");
  return parts.slice(0, SHELVES.includes(parts[0]!) ? 2 : 1).join("/");
}

/** The name of the package of this workspace that a specifier imports from. */
export function publishedName(specifier: string): string | undefined {
  return /^(?:jsr:)?(@tensorferry\/[\w-]+)/.exec(specifier)?.[1];
}

/** Whether a file is run for what it finds out, not for what it does. */
export function isTest(path: string): boolean {
  return /_(test|bench|oracle)\.ts$|(^|\/)testing\//.test(path);
}

/** The names that a member's own deno.json imports. */
export function importsOf(member: string): ReadonlySet<string> {
  const manifest = JSON.parse(Deno.readTextFileSync(`${ROOT}${member}/deno.json`));
  return new Set(Object.keys(manifest.imports ?? {}));
}
