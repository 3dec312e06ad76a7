import type { Finding, Tree } from "./tree.ts";

/** What ties a tree to one machine or network: a fresh clone elsewhere has neither. */
const TRACES: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["the path of a machine", /(?<![\w.~$}\])/-])\/(?:work|root|home\/\w+|Users\/\w+)\/[\w.-]+/],
  [
    "the host of a package registry",
    /\b(?:registry\.npmjs\.org|registry\.yarnpkg\.com|npm\.jsr\.io|jsr\.io|pypi\.org|files\.pythonhosted\.org|download\.pytorch\.org|crates\.io|deb\.debian\.org)\b/,
  ],
];

/** No file names a place that only some machines have. */
export function* machineTraces(tree: Tree): Generator<Finding> {
  for (const [path, text] of tree) {
    for (const [index, line] of text.split("\n").entries()) {
      for (const [what, pattern] of TRACES) {
        const trace = pattern.exec(line)?.[0];
        if (trace !== undefined) yield { path, line: index + 1, message: `${trace} is ${what}` };
      }
    }
  }
}
