/**
 * Names that differ only in numbers, folded into one.
 *
 * @module
 */
import { formatNumbers } from "./number_set.ts";
import { addNumbers, type NumberTree, numberTree, productsOf } from "./number_tree.ts";

/** A name, and all else that is to be shown of what it names. */
export interface Labelled {
  readonly name: string;
  readonly label: string;
}

/** Names of one pattern and one label. */
export interface Folded {
  /** The parts of the name between dots; a part such as `{0..2}` stands for each of its numbers. */
  readonly parts: readonly string[];
  readonly label: string;
  /** How many names these are. */
  readonly count: number;
}

/** Parts that a name is taken apart into; what follows stays together. Real names have about ten. */
const MAX_PARTS = 32;

/** A number as frameworks write it, without leading zeros and exact here. */
const NUMBER = /^(?:0|[1-9]\d{0,14})$/;
const NINE = "9".charCodeAt(0);
/** What stands in a pattern for any number: a number, so that it cannot be taken for another part. */
const ANY = "0";

/**
 * Folds names over the numbers in them, in the order in which patterns come up.
 *
 * Exact: each result stands for every combination of its numbers, and for no name that was not given. Where layers differ, a
 * pattern comes up once for each set of layers that are alike.
 */
export function foldNames(items: Iterable<Labelled>): Folded[] {
  const folds: { pattern: string; label: string; tree: NumberTree }[] = [];
  const byLabel = new Map<string, Map<string, NumberTree>>();
  for (const { name, label } of items) {
    let byPattern = byLabel.get(label);
    if (byPattern === undefined) byLabel.set(label, byPattern = new Map());
    const { pattern, numbers } = takeNumbers(name);
    let tree = byPattern.get(pattern);
    if (tree === undefined) {
      byPattern.set(pattern, tree = numberTree());
      folds.push({ pattern, label, tree });
    }
    addNumbers(tree, numbers);
  }
  return folds.flatMap(({ pattern, label, tree }) =>
    productsOf(tree).map((sets) => ({
      parts: withNumbers(pattern, sets),
      label,
      count: sets.reduce((count, { length }) => count * length, 1),
    }))
  );
}

/** The numbers of a name, and the name with {@link ANY} in the place of each. */
function takeNumbers(name: string): { pattern: string; numbers: number[] } {
  const numbers: number[] = [];
  let pattern = "";
  let taken = 0;
  let start = 0;
  for (let part = 0; start <= name.length; part++) {
    const end = endOfPart(name, start, part);
    // Most parts are words, and a look at the first letter is cheaper than a regular expression.
    if (name.charCodeAt(start) <= NINE && NUMBER.test(name.slice(start, end))) {
      numbers.push(Number(name.slice(start, end)));
      pattern += name.slice(taken, start) + ANY;
      taken = end;
    }
    start = end + 1;
  }
  return { pattern: pattern + name.slice(taken), numbers };
}

/** Where the part that begins at `start` ends; it is part number `part`, and the last takes all that is left. */
function endOfPart(name: string, start: number, part: number): number {
  const dot = part < MAX_PARTS ? name.indexOf(".", start) : -1;
  return dot === -1 ? name.length : dot;
}

function withNumbers(pattern: string, sets: readonly number[][]): string[] {
  const parts: string[] = [];
  let next = 0;
  for (let start = 0; start <= pattern.length;) {
    const end = endOfPart(pattern, start, parts.length);
    const part = pattern.slice(start, end);
    parts.push(part === ANY ? formatNumbers(sets[next++]!) : part);
    start = end + 1;
  }
  return parts;
}
