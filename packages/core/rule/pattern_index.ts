/**
 * Patterns by which names can be looked up.
 *
 * A checkpoint has a hundred thousand names, and each is looked up several times. So the patterns are a tree, branching where
 * they differ, in which a number is a single step: a look-up follows the name once, however many patterns there are.
 *
 * @module
 */
import { type Variables, variablesOf } from "./name_pattern.ts";

/** What patterns that fit a name stand for, and the numbers that their variables have in it. */
export interface PatternMatch<T> {
  readonly entries: readonly T[];
  readonly variables: Variables;
}

/** Patterns with what they stand for. */
export interface PatternIndex<T> {
  /** Adds a pattern. */
  add(pattern: string, entry: T): void;
  /** Every pattern that a name fits; those with the same variables at the same places together. */
  match(name: string): readonly PatternMatch<T>[];
}

/** What a variable is called, or the number that must stand in its place. */
type Wanted = string | number;

/** A place in patterns: the ways that lead on from it, and the patterns that end here. */
interface Place<T> {
  /** Texts, no two of which begin alike. */
  readonly branches: Branch<T>[];
  /** Where a part that is a number leads to. */
  afterNumber?: Place<T>;
  readonly ends: { readonly wanted: readonly Wanted[]; readonly entries: T[] }[];
}

interface Branch<T> {
  text: string;
  to: Place<T>;
}

const [DOT, ZERO, NINE] = [0x2e, 0x30, 0x39];
/** Digits of a number that is always exact. */
const MOST_DIGITS = 15;

/** Makes an empty index. */
export function patternIndex<T>(): PatternIndex<T> {
  const root = newPlace<T>();
  // The numbers of the name that is looked up; kept, since a new list for each would cost more than the rest.
  const found: number[] = [];
  return {
    add(pattern, entry) {
      const wanted: Wanted[] = [];
      let place = root;
      pattern.split(".").forEach((part, i) => {
        if (i > 0) place = after(place, ".");
        const [variable] = variablesOf(part);
        if (variable === undefined && numberEnd(part, 0) === 0) place = after(place, part);
        else {
          wanted.push(variable ?? Number(part));
          place = place.afterNumber ??= newPlace();
        }
      });
      const alike = place.ends.find((end) => end.wanted.join() === wanted.join());
      if (alike !== undefined) alike.entries.push(entry);
      else place.ends.push({ wanted, entries: [entry] });
    },
    match(name) {
      let count = 0;
      let place = root;
      for (let at = 0; at < name.length;) {
        const end = place.afterNumber === undefined ? at : numberEnd(name, at);
        if (end > at) {
          found[count++] = numberIn(name, at, end);
          place = place.afterNumber!;
          at = end;
        } else {
          const branch = branchAt(place, name.charCodeAt(at));
          if (branch === undefined || !name.startsWith(branch.text, at)) return [];
          place = branch.to;
          at += branch.text.length;
        }
      }
      const matches: PatternMatch<T>[] = [];
      for (const { wanted, entries } of place.ends) {
        const variables = bind(wanted, found);
        if (variables !== undefined) matches.push({ entries, variables });
      }
      return matches;
    },
  };
}

function newPlace<T>(): Place<T> {
  return { branches: [], ends: [] };
}

function branchAt<T>({ branches }: Place<T>, code: number): Branch<T> | undefined {
  for (let i = 0; i < branches.length; i++) {
    if (branches[i]!.text.charCodeAt(0) === code) return branches[i];
  }
  return undefined;
}

/** The place that text leads to; where it leaves a branch halfway, that is cut in two. */
function after<T>(place: Place<T>, text: string): Place<T> {
  if (text === "") return place;
  const branch = branchAt(place, text.charCodeAt(0));
  if (branch === undefined) {
    const to = newPlace<T>();
    place.branches.push({ text, to });
    return to;
  }
  let shared = 1;
  while (shared < text.length && text[shared] === branch.text[shared]) shared++;
  if (shared < branch.text.length) {
    const middle = newPlace<T>();
    middle.branches.push({ text: branch.text.slice(shared), to: branch.to });
    branch.text = branch.text.slice(0, shared);
    branch.to = middle;
  }
  return after(branch.to, text.slice(shared));
}

function numberIn(name: string, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) number = 10 * number + name.charCodeAt(at) - ZERO;
  return number;
}

/** Where the number that is the part of a name beginning at `at` ends, as PyTorch writes them; `at` where it is none. */
function numberEnd(name: string, at: number): number {
  let end = at;
  for (; end < name.length; end++) {
    const code = name.charCodeAt(end);
    if (code === DOT) break;
    if (code < ZERO || code > NINE) return at;
  }
  const digits = end - at;
  return digits > MOST_DIGITS || (digits > 1 && name.charCodeAt(at) === ZERO) ? at : end;
}

/** What the variables stand for when these numbers are found; nothing when a number that must stand there, or a repeated variable, differs. */
function bind(wanted: readonly Wanted[], found: readonly number[]): Variables | undefined {
  const variables: Record<string, number> = {};
  for (let i = 0; i < wanted.length; i++) {
    const place = wanted[i]!;
    const number = found[i]!;
    const expected = typeof place === "number" ? place : variables[place] ?? number;
    if (expected !== number) return undefined;
    if (typeof place === "string") variables[place] = number;
  }
  return variables;
}
