/**
 * docs/performance.md, as far as the bench writes it: a part for each section, with the machine and a table.
 *
 * @module
 */
import { join } from "node:path";
import { ROOT } from "../programs.ts";
import type { Section } from "../rows/row.ts";
import { ROWS } from "../rows/rows.ts";
import { readPart, replacePart } from "./generated_part.ts";
import { type Lines, mergeRows, readTable, writeTable } from "./markdown_table.ts";
import { COLUMNS } from "./table_line.ts";

const DOCUMENT = join(ROOT, "docs/performance.md");

/** What a section has to say. */
export interface SectionReport {
  readonly section: Section;
  /** Machine and size: rows under the same heading can be compared. */
  readonly heading: string;
  /** What differs from run to run. */
  readonly remark: string;
  readonly lines: Lines;
}

/** A section of the report. Rows measured before stay, where they were measured under the same heading. */
export function sectionText(report: SectionReport, before = ""): string {
  const { section, heading, remark, lines } = report;
  // `deno fmt` breaks lines elsewhere.
  const kept = before.replace(/\s+/g, " ").startsWith(heading) ? readTable(before) : [];
  const names = ROWS.filter((row) => row.section === section).map(({ name }) => `\`${name}\``);
  return `${heading}\n\n${remark}\n\n${writeTable([COLUMNS, ...mergeRows(kept, lines, names)])}`;
}

/** Writes sections into the document. */
export async function writeDocument(reports: readonly SectionReport[]): Promise<void> {
  let document = await Deno.readTextFile(DOCUMENT);
  for (const report of reports) {
    const text = sectionText(report, readPart(document, report.section));
    document = replacePart(document, report.section, text);
  }
  await Deno.writeTextFile(DOCUMENT, document);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", DOCUMENT],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(`Cannot format ${DOCUMENT}`);
}
