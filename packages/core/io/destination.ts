/**
 * Whether a folder can be written to without harm.
 *
 * @module
 */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { DestinationError } from "../errors.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** Name of the folder within the destination that holds what is not complete yet. */
export const STAGING_FOLDER = ".tensorferry-staging";

/** Folder within the staging folder that holds what is being replaced, until all is in place. */
export const REPLACED_FOLDER = ".replaced";

/**
 * Checks that a destination can be written, as far as that shows without writing.
 *
 * @throws DestinationError when it is a file, has files and is not to be overwritten, holds files of the source, lies inside the
 * source or around it, or is being written by another conversion.
 */
export function checkDestination(
  destination: string,
  source: Pick<Checkpoint, "path" | "sources">,
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): void {
  refuseOverlap(destination, source);
  const there = filesIn(destination);
  const replaced = join(destination, STAGING_FOLDER, REPLACED_FOLDER);
  if (there.includes(STAGING_FOLDER) && filesIn(replaced).length > 0) {
    throw new DestinationError(
      destination,
      `a conversion was killed while it put its files in place, and ${replaced} holds those of the checkpoint that it ` +
        `replaced. To have that one, move them back; to give it up, remove the folder; then run again`,
    );
  }
  if (there.length === 0 || overwrite) return;
  throw new DestinationError(
    destination,
    there.includes(STAGING_FOLDER)
      ? `${STAGING_FOLDER} in it is of a conversion that is running or was killed. If none is running, give --overwrite`
      : `it has ${there.length} files. Give another folder, or --overwrite to replace the checkpoint in it`,
  );
}

/**
 * What lies in a destination; nothing when it is not there yet.
 *
 * @throws DestinationError when it is a file.
 */
export function filesIn(destination: string): string[] {
  const stat = statSync(destination, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isDirectory()) return readdirSync(destination);
  throw new DestinationError(destination, "it is a file. Give the path of a folder");
}

/** Links are followed: the shards of a checkpoint may be links to files that lie elsewhere, and those must not be replaced. */
function refuseOverlap(
  destination: string,
  { path, sources }: Pick<Checkpoint, "path" | "sources">,
): void {
  const to = realPath(destination);
  const from = realPath(path);
  if (to === from || to.startsWith(from + sep)) {
    throw new DestinationError(
      destination,
      `it is the source ${path}, or inside it. Give a folder elsewhere`,
    );
  }
  if (from.startsWith(to + sep)) {
    throw new DestinationError(
      destination,
      `the source ${path} is inside it. Give a folder elsewhere`,
    );
  }
  const own = sources.find(({ name }) => dirname(realPath(name)) === to);
  if (own !== undefined) {
    throw new DestinationError(
      destination,
      `${own.name}, which is read, lies in it. Give a folder elsewhere`,
    );
  }
}

/** The path with links followed, as far as it exists and may be looked at: what is above a folder need not be readable. */
function realPath(path: string): string {
  const at = resolve(path);
  const parent = dirname(at);
  try {
    return realpathSync(at);
  } catch {
    return parent === at ? at : join(realPath(parent), basename(at));
  }
}
