/**
 * What lies on a disk, and what still fits.
 *
 * @module
 */
import { readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";

/** Bytes that the file system of a folder has room for. */
export function roomIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Bytes of the files of a folder, holes included. */
export function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
