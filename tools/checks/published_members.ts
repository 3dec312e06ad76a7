import { posix } from "node:path";
import { type Finding, manifestsIn, type Tree } from "./tree.ts";

/** What a member's deno.json must say, given the name of its folder. */
const WANTED: Readonly<Record<string, (folder: string) => RegExp>> = {
  name: (folder) => new RegExp(`^@tensorferry/${folder}$`),
  version: () => /^\d+\.\d+\.\d+(-[\w.]+)?$/,
  license: () => /^Apache-2\.0$/,
  exports: () => /./,
};

/** Each member on a shelf can be published, and each member is known to the workspace. */
export function* publishedMembers(tree: Tree): Generator<Finding> {
  const manifests = new Map(manifestsIn(tree));
  const members = manifests.get("deno.json")?.workspace ?? [];
  for (const [path, manifest] of manifests) {
    if (path === "deno.json") continue;
    const root = posix.dirname(path);
    if (!members.includes(`./${root}`)) {
      yield { path, message: `${root} is not under "workspace" of the root deno.json` };
    }
    if (!root.includes("/")) continue;
    for (const [field, pattern] of Object.entries(WANTED)) {
      const value = JSON.stringify(manifest[field as keyof typeof manifest])?.replace(/^"|"$/g, "");
      if (value !== undefined && pattern(posix.basename(root)).test(value)) continue;
      yield { path, message: `"${field}" is ${value}, which cannot be published` };
    }
  }
}
