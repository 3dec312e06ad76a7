/**
 * Rows of cells, aligned.
 *
 * @module
 */

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Numbers are read from the right. */
  readonly align?: "right";
}

const GAP = "  ";

/** The lines of a table, its titles first. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) =>
    lines.reduce((width, line) => Math.max(width, line[i]!.length), 0)
  );
  return lines.map((line) =>
    columns.map(({ align }, i) =>
      align === "right" ? line[i]!.padStart(widths[i]!) : line[i]!.padEnd(widths[i]!)
    ).join(GAP).trimEnd()
  );
}
