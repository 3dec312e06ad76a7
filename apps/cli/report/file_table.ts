/**
 * The files of a checkpoint, there or to be written.
 *
 * @module
 */
import { formatByteSize, printable } from "@tensorferry/core";
import { table } from "../output/table.ts";
import { formatCount } from "../output/words.ts";
import { firstOf } from "./lines.ts";

/** A row of the table. */
export interface ListedFile {
  readonly file: string;
  /** How many tensors it holds. */
  readonly tensors: number;
  readonly byteLength: number;
}

/** Files that are listed. */
const LISTED = 40;

const COLUMNS = [
  { title: "FILE" },
  { title: "TENSORS", align: "right" },
  { title: "SIZE", align: "right" },
] as const;

/** The lines of a table of files. */
export function fileLines(files: readonly ListedFile[]): string[] {
  const { rows, more } = firstOf(files, LISTED);
  const cells = rows.map(({ file, tensors, byteLength }) => [
    printable(file),
    formatCount(tensors),
    formatByteSize(byteLength),
  ]);
  return [...table(COLUMNS, cells), ...more];
}
