/**
 * Names that differ only in numbers, folded into one.
 *
 * @module
 */
import { formatNumbers } from "./number_set.ts";

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

/**
 * Folds names over the numbers in them, in the order in which patterns come up.
 *
 * Exact: each result stands for every combination of its numbers, and for no name that was not given. Where layers differ, a
 * pattern comes up once for each set of layers that are alike.
 */
export function foldNames(items: Iterable<Labelled>): Folded[] {
  const patterns = new Map<string, { parts: Part[]; label: string; tuples: number[][] }>();
  for (const { name, label } of items) {
    const parts: Part[] = [];
    const tuple: number[] = [];
    for (const part of partsOf(name)) {
      if (NUMBER.test(part)) tuple.push(Number(part));
      parts.push(NUMBER.test(part) ? null : part);
    }
    const key = JSON.stringify([parts, label]);
    const pattern = patterns.get(key);
    if (pattern === undefined) patterns.set(key, { parts, label, tuples: [tuple] });
    else pattern.tuples.push(tuple);
  }
  return [...patterns.values()].flatMap(({ parts, label, tuples }) =>
    products(tuples).map((sets) => ({
      parts: withNumbers(parts, sets),
      label,
      count: sets.reduce((count, { length }) => count * length, 1),
    }))
  );
}

/** A part of a pattern; null is where a number stands. */
type Part = string | null;

function partsOf(name: string): string[] {
  const parts = name.split(".");
  return parts.length <= MAX_PARTS
    ? parts
    : [...parts.slice(0, MAX_PARTS), parts.slice(MAX_PARTS).join(".")];
}

/** Parts tuples of one length into few products of sets, which together are the tuples. */
function products(tuples: readonly number[][]): number[][][] {
  if (tuples[0]!.length === 0) return [[]];
  const alike = new Map<string, { firsts: number[]; rest: number[][][] }>();
  for (const [first, those] of Map.groupBy(tuples, ([first]) => first!)) {
    const rest = products(those.map(([, ...others]) => others));
    const key = JSON.stringify(rest);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { firsts: [first], rest });
    else known.firsts.push(first);
  }
  return [...alike.values()].flatMap(({ firsts, rest }) => {
    firsts.sort((a, b) => a - b);
    return rest.map((sets) => [firsts, ...sets]);
  });
}

function withNumbers(parts: readonly Part[], sets: readonly number[][]): string[] {
  let next = 0;
  return parts.map((part) => part ?? formatNumbers(sets[next++]!));
}
