/**
 * Tables of Markdown.
 *
 * @module
 */

/** Lines of cells; the first has the titles. */
export type Lines = readonly (readonly string[])[];

/** The text of a table, its columns as wide as their widest cell. */
export function writeTable(lines: Lines): string {
  const widths = lines[0]!.map((_, i) => Math.max(3, ...lines.map((line) => line[i]!.length)));
  const rule = widths.map((width) => "-".repeat(width));
  const [titles, ...rows] = lines;
  return [titles!, rule, ...rows]
    .map((line) => `| ${line.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |\n`)
    .join("");
}

/** The cells of every line of a table but its titles; of text around it none. */
export function readTable(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

/** Rows of before and of now: those of one name are of now, and all stand in the order of `names`. */
export function mergeRows(before: Lines, now: Lines, names: readonly string[]): string[][] {
  const byName = new Map([...before, ...now].map((line) => [line[0]!, [...line]]));
  return names.flatMap((name) => byName.has(name) ? [byName.get(name)!] : []);
}
