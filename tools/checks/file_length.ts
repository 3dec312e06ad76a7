import { type Finding, isSource, type Tree } from "./tree.ts";

/** A file past this is usually two ideas. */
const MANY_LINES = 250;
/** A file of this length is. */
const TOO_MANY_LINES = 300;

/** A source file holds one idea. */
export function* fileLength(tree: Tree): Generator<Finding> {
  for (const [path, text] of tree) {
    const lines = text.split("\n").length - 1;
    if (!isSource(path) || lines <= MANY_LINES) continue;
    const finding = { path, message: `${lines} lines, probably two ideas: split it` };
    yield lines < TOO_MANY_LINES ? { ...finding, warning: true } : finding;
  }
}
