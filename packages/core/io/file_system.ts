/**
 * The file system, as far as checkpoints need it.
 *
 * @module
 */

import { dirname } from "node:path";
import { NotACheckpointError } from "../errors.ts";
import { printable } from "../text/printable.ts";
import { reasonOf } from "../text/reason.ts";

/**
 * What there is at a path, links followed; nothing when nothing is there.
 *
 * @throws whatever keeps the system from telling, such as a missing permission.
 */
export function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw error;
  }
}

/** Whether a path leads to a regular file. What cannot be looked at, such as a link to itself, is none. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * The names of a folder's files and links, without those of its folders, in the order of their code units.
 *
 * @throws NotACheckpointError when it cannot be read.
 */
export function fileNamesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder))
      .filter((entry) => !entry.isDirectory)
      .map(({ name }) => name)
      .toSorted();
  } catch (error) {
    throw new NotACheckpointError(printable(folder), reasonOf(error), { cause: error });
  }
}

/** The folder of a checkpoint that is opened by its path, or by that of one file of it. */
export function folderOf(path: string): string {
  return statOf(path)?.isDirectory ? path : dirname(path);
}

/** Waits until a file is on the disk. */
export function syncFile(path: string): void {
  const file = Deno.openSync(path, { write: true });
  try {
    file.syncSync();
  } finally {
    file.close();
  }
}

/** What file systems answer that have nothing to wait for, such as folders shared with a host. */
const NO_SUCH_WAIT: ReadonlySet<unknown> = new Set(["EINVAL", "ENOTSUP", "EOPNOTSUPP"]);

/** Waits until what a folder says of its files is on the disk, on systems that have such a thing; Windows has not. */
export function syncFolder(path: string): void {
  if (Deno.build.os === "windows") return;
  const folder = Deno.openSync(path);
  try {
    folder.syncSync();
  } catch (error) {
    if (!NO_SUCH_WAIT.has((error as { readonly code?: unknown }).code)) throw error;
  } finally {
    folder.close();
  }
}
