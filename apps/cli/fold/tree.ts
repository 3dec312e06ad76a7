/**
 * Folded names as a tree.
 *
 * @module
 */
import { printable } from "@tensorferry/core";
import { formatCount } from "../output/words.ts";
import type { Folded } from "./fold_names.ts";

/** A branch: what lies under one part of a name. */
interface Branch {
  readonly below: Map<string, Branch>;
  leaf?: Folded;
}

/** A line before its columns are aligned. */
interface Line {
  /** The strokes and the name. */
  readonly text: string;
  readonly leaf?: Folded;
}

/**
 * The lines of a tree: names to the left, labels and counts in columns beside them.
 *
 * Parts with nothing else beside them share a line.
 */
export function treeLines(folded: Iterable<Folded>): string[] {
  const root: Branch = { below: new Map() };
  for (const fold of folded) {
    let at = root;
    for (const part of fold.parts) {
      let next = at.below.get(part);
      if (next === undefined) at.below.set(part, next = { below: new Map() });
      at = next;
    }
    at.leaf = fold;
  }
  const lines: Line[] = [];
  for (const [part, branch] of root.below) grow(part, branch, "", "", lines);
  const name = widest(lines, ({ text }) => text);
  const label = widest(lines, ({ leaf }) => leaf?.label ?? "");
  return lines.map(({ text, leaf }) => {
    if (leaf === undefined) return text;
    const times = leaf.count > 1 ? `×${formatCount(leaf.count)}` : "";
    return `${text.padEnd(name)}  ${leaf.label.padEnd(label)}  ${times}`.trimEnd();
  });
}

/** Adds the lines of a branch; `first` goes before its own, `rest` before those below it. */
function grow(part: string, branch: Branch, first: string, rest: string, lines: Line[]): void {
  let path = part;
  while (branch.leaf === undefined && branch.below.size === 1) {
    const [only] = branch.below;
    path += `.${only![0]}`;
    branch = only![1];
  }
  const { leaf } = branch;
  lines.push({ text: first + printable(path), ...(leaf !== undefined && { leaf }) });
  let left = branch.below.size;
  for (const [next, below] of branch.below) {
    const isLast = --left === 0;
    grow(next, below, rest + (isLast ? "└─ " : "├─ "), rest + (isLast ? "   " : "│  "), lines);
  }
}

/** A column that is wider than all names in use would fill the lines of a million others with spaces. */
const MAX_COLUMN = 160;

function widest(lines: readonly Line[], cell: (line: Line) => string): number {
  const width = lines.reduce((width, line) => Math.max(width, cell(line).length), 0);
  return Math.min(width, MAX_COLUMN);
}
