/**
 * Fully qualified names with variables, such as `model.layers.{layer}.self_attn.q_proj.weight`.
 *
 * A variable stands for one whole part between dots, and for a number written without leading zeros. Names are matched by
 * their parts with all numbers taken out, so that matching costs one look-up however many patterns there are.
 *
 * @module
 */

/** What the variables of a name stand for. */
export type Bindings = Readonly<Record<string, number>>;

/** Whether a part of a name is a number as PyTorch writes them into names. */
const NUMBER = /^(?:0|[1-9][0-9]{0,14})$/;
const NINE = "9".charCodeAt(0);
const VARIABLE = /^\{([a-z][a-z0-9_]*)\}$/;

/** The variables of a pattern, in order. */
export function variablesOf(pattern: string): string[] {
  return pattern.split(".").flatMap((part) => VARIABLE.exec(part)?.[1] ?? []);
}

/** Whether a pattern is well formed: parts between dots, each plain text or one variable. */
export function isPattern(pattern: string): boolean {
  return pattern.split(".").every((part) =>
    part !== "" && (!/[{}]/.test(part) || VARIABLE.test(part))
  );
}

/**
 * Makes the function that puts numbers into a pattern.
 *
 * @example
 * ```ts
 * import { expander } from "@tensorferry/core/plugin";
 * import assert from "node:assert/strict";
 *
 * assert.equal(expander("layers.{layer}.wq")({ layer: 3 }), "layers.3.wq");
 * ```
 */
export function expander(pattern: string): (bindings: Bindings) => string {
  const parts = pattern.split(/\{([a-z][a-z0-9_]*)\}/);
  return (bindings) => {
    let name = parts[0]!;
    for (let i = 1; i < parts.length; i += 2) name += bindings[parts[i]!] + parts[i + 1]!;
    return name;
  };
}

/** What patterns that fit a name stand for, and the numbers their variables have in it. */
export interface PatternMatch<T> {
  readonly entries: readonly T[];
  readonly bindings: Bindings;
}

/** Patterns by which names can be looked up. */
export interface PatternIndex<T> {
  /** Adds a pattern with what it stands for. */
  add(pattern: string, entry: T): void;
  /** Every pattern that a name fits; those with the same variables at the same places together. */
  match(name: string): readonly PatternMatch<T>[];
}

/** Makes an empty index. */
export function patternIndex<T>(): PatternIndex<T> {
  interface Candidate {
    /** For each number in the name, the variable or the number that must stand there. */
    readonly numbers: readonly string[];
    readonly entries: T[];
  }
  const candidates = new Map<string, Candidate[]>();
  return {
    add(pattern, entry) {
      const numbers: string[] = [];
      const skeleton = pattern.split(".").map((part) => {
        const variable = VARIABLE.exec(part)?.[1];
        if (variable === undefined && !NUMBER.test(part)) return part;
        numbers.push(variable ?? part);
        return "#";
      }).join(".");
      const known = candidates.get(skeleton) ?? [];
      const alike = known.find((candidate) => candidate.numbers.join() === numbers.join());
      if (alike !== undefined) alike.entries.push(entry);
      else candidates.set(skeleton, [...known, { numbers, entries: [entry] }]);
    },
    match(name) {
      const { skeleton, numbers: found } = takeNumbers(name);
      const matches: PatternMatch<T>[] = [];
      for (const { entries, numbers } of candidates.get(skeleton) ?? []) {
        const bindings = bind(numbers, found);
        if (bindings !== undefined) matches.push({ entries, bindings });
      }
      return matches;
    },
  };
}

/** A name with `#` for each number, and the numbers. */
function takeNumbers(name: string): { skeleton: string; numbers: string[] } {
  const parts = name.split(".");
  const numbers: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    // Most parts are words, and a look at the first letter is much cheaper than a regular expression.
    if (part.charCodeAt(0) > NINE || !NUMBER.test(part)) continue;
    numbers.push(part);
    parts[i] = "#";
  }
  return { skeleton: numbers.length === 0 ? name : parts.join("."), numbers };
}

/** What the variables stand for when these numbers are found, or nothing when a literal number or a repeated variable differs. */
function bind(wanted: readonly string[], found: readonly string[]): Bindings | undefined {
  // A part of a name that is itself "#" looks like a number that was taken out.
  if (wanted.length !== found.length) return undefined;
  const bindings: Record<string, number> = {};
  for (let i = 0; i < wanted.length; i++) {
    const variable = wanted[i]!;
    if (variable.charCodeAt(0) <= NINE) {
      if (variable !== found[i]) return undefined;
      continue;
    }
    const number = Number(found[i]);
    if ((bindings[variable] ?? number) !== number) return undefined;
    bindings[variable] = number;
  }
  return bindings;
}
