import { type Finding, manifestsIn, type Tree } from "./tree.ts";

const NPM = /^npm:(?<name>(?:@[\w.-]+\/)?[\w.-]+)@/;

/** The README's table of dependencies has a row for every npm package that a deno.json imports. */
export function* dependencyTable(tree: Tree): Generator<Finding> {
  const readme = tree.get("README.md");
  if (readme === undefined) return yield { path: "README.md", message: "is missing" };
  const firstCells = readme.split("\n").map((line) => /^\|([^|]*)\|/.exec(line)?.[1] ?? "");
  for (const [path, { imports = {} }] of manifestsIn(tree)) {
    for (const specifier of Object.values(imports)) {
      if (!specifier.startsWith("npm:")) continue;
      const name = NPM.exec(specifier)?.groups?.name;
      if (name === undefined) {
        yield { path, message: `${specifier} names no version` };
      } else if (!firstCells.some((cell) => namesIn(cell).includes(name))) {
        yield { path, message: `${name} has no row in the README's table of dependencies` };
      }
    }
  }
}

/** The words of a cell that can be package names, without Markdown around them. */
function namesIn(cell: string): string[] {
  return cell.match(/@?[\w.-]+(\/[\w.-]+)?/g) ?? [];
}
