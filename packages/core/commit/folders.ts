/**
 * The folders that a conversion makes, and takes away again.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { statOf } from "../io/file_system.ts";
import { filesIn } from "./destination.ts";
import { REPLACED_FOLDER } from "./exchange.ts";
import { JOURNAL_FILE } from "./journal.ts";
import { LOCK_FILE } from "./lock.ts";

/** Removes what is in the staging folder but the lock, and but the journal and the files that are to be kept. */
export function clear(staging: string, keep?: ReadonlyMap<string, unknown>): void {
  const goes = filesIn(staging).filter((file) =>
    file !== LOCK_FILE && file !== JOURNAL_FILE && !keep?.has(file)
  );
  // The journal goes last: it is what tells that the others are of no use.
  const first = goes.filter((file) => file === REPLACED_FOLDER);
  for (const file of new Set([...first, ...goes])) {
    Deno.removeSync(join(staging, file), { recursive: true });
  }
  if (keep === undefined) removeIfThere(join(staging, JOURNAL_FILE));
}

/** Removes a file, where there is one. */
export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Removes a staging folder in which nothing is left but the lock. */
export function removeLocked(staging: string): void {
  Deno.removeSync(join(staging, LOCK_FILE));
  Deno.removeSync(staging);
}

/** The folder and those above it that are not there yet, the innermost first. */
export function missingFolders(folder: string): string[] {
  const parent = dirname(folder);
  if (parent === folder || isThere(folder)) return [];
  return [folder, ...missingFolders(parent)];
}

/** Removes folders that were made for a conversion and hold nothing. */
export function removeEmpty(made: readonly string[]): void {
  for (const path of made) {
    if (statOf(path) !== undefined && filesIn(path).length === 0) Deno.removeSync(path);
  }
}

/** Whether a folder is there; one that may not be looked at counts as there. */
function isThere(folder: string): boolean {
  try {
    return statOf(folder) !== undefined;
  } catch {
    return true;
  }
}
