/**
 * What lies in a folder.
 *
 * @module
 */
import { NotACheckpointError, printable } from "@tensorferry/core";
import { readdirSync } from "node:fs";

/** The names of a folder's files and links, without those of its folders, in the order of their code units. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name)
      .toSorted();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NotACheckpointError(printable(folder), why, { cause: error });
  }
}
