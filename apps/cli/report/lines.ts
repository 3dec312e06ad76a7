/**
 * The parts that every report is made of.
 *
 * @module
 */
import { printable } from "@tensorferry/core";
import type { Screen } from "../output/screen.ts";
import { listNames } from "../output/words.ts";

/** A fact under its name. */
export type Fact = readonly [name: string, value: string];

/** Writes lines. */
export function printLines(screen: Screen, lines: Iterable<string>): void {
  for (const line of lines) screen.write(`${line}\n`);
}

/** A line that stands out on a terminal. */
export function heading(screen: Screen, text: string): string {
  return screen.colours ? `\x1b[1m${text}\x1b[22m` : text;
}

/** Facts below each other, what they are named in one column. */
export function factLines(facts: readonly Fact[]): string[] {
  const width = facts.reduce((width, [name]) => Math.max(width, name.length), 0);
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

/** Names as a fact; none where there are no names. */
export function nameFact(title: string, names: readonly string[], note = ""): Fact[] {
  if (names.length === 0) return [];
  return [[title, listNames(names) + (note === "" ? "" : ` (${note})`)]];
}

/** Warnings, a line each. They may name what files named. */
export function warningLines(warnings: readonly string[]): string[] {
  return warnings.map((warning) => `Warning: ${printable(warning)}`);
}

/** The first few rows of many, and a line that counts the others. */
export function firstOf<T>(
  rows: readonly T[],
  most: number,
): { rows: readonly T[]; more: string[] } {
  const left = rows.length - most;
  return left > 0
    ? { rows: rows.slice(0, most), more: [`… and ${left} more; --json lists all`] }
    : { rows, more: [] };
}
