/**
 * One conversion at a time into a folder.
 *
 * @module
 */
import { join } from "node:path";
import { statOf } from "../io/file_system.ts";

/** Name of the file within the staging folder that is locked for as long as a conversion runs. */
export const LOCK_FILE = ".lock";

/** A lock that is held; the system lets go of it when the process ends, however that is. */
export interface Lock {
  /** False where the file system knows no locks, so that nothing keeps another conversion out. */
  readonly isHeld: boolean;
  release(): void;
}

/** How often a folder that goes away while it is locked is made again. */
const ATTEMPTS = 100;

/**
 * Makes the staging folder and locks it. Answers nothing when another process has it locked.
 *
 * Whoever had it may be removing it: a lock on a file that has lost its name is none, and is taken again.
 */
export function lockFolder(staging: string): Lock | undefined {
  const path = join(staging, LOCK_FILE);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    Deno.mkdirSync(staging, { recursive: true });
    const file = openedIfThere(path, { write: true, create: true });
    if (file === undefined) continue;
    let isHeld: boolean;
    try {
      isHeld = file.tryLockSync(true);
    } catch {
      return { isHeld: false, release: () => file.close() };
    }
    if (!isHeld) {
      file.close();
      return undefined;
    }
    const [mine, named] = [file.statSync(), statOf(path)];
    if (mine.ino === named?.ino && mine.dev === named?.dev) {
      return { isHeld, release: () => file.close() };
    }
    file.close();
  }
  return undefined;
}

/** Whether a process has the staging folder locked. Asks without changing anything. */
export function isLocked(staging: string): boolean {
  const file = openedIfThere(join(staging, LOCK_FILE), { read: true });
  if (file === undefined) return false;
  try {
    return !file.tryLockSync(false);
  } catch {
    return false;
  } finally {
    file.close();
  }
}

function openedIfThere(path: string, options: Deno.OpenOptions): Deno.FsFile | undefined {
  try {
    return Deno.openSync(path, options);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
