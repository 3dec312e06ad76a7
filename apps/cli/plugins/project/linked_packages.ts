/**
 * Packages that a new project takes from the clone of Tensorferry that it is made by.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the clone that this command is run from; none where it was downloaded. */
export function cloneFolder(): string | undefined {
  const { protocol, pathname } = new URL(import.meta.url);
  const folder = "/apps/cli/plugins/project/linked_packages.ts";
  if (protocol !== "file:" || !pathname.endsWith(folder)) return undefined;
  return dirname(fileURLToPath(new URL("../../../../deno.json", import.meta.url)));
}

/** The folders of packages, and of all that they import, in a clone. */
export function linkedPackages(clone: string, packages: readonly string[]): string[] {
  const { workspace = [] } = manifestIn(clone);
  const members = new Map(
    workspace.map((path) => join(clone, path)).map((folder) => {
      const { name = folder, imports = {} } = manifestIn(folder);
      return [name, { folder, imports: Object.keys(imports) }];
    }),
  );
  const found = new Set<string>();
  const add = (name: string): void => {
    const member = members.get(name);
    if (member === undefined || found.has(member.folder)) return;
    found.add(member.folder);
    member.imports.forEach(add);
  };
  packages.forEach(add);
  return [...found];
}

interface Manifest {
  readonly name?: string;
  readonly workspace?: readonly string[];
  readonly imports?: Readonly<Record<string, string>>;
}

function manifestIn(folder: string): Manifest {
  const path = join(folder, "deno.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}
