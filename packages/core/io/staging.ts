/**
 * A folder that becomes a checkpoint at one moment.
 *
 * Files are written to a folder inside the destination, under whose name nothing takes them for a checkpoint, and renamed when
 * all of them are complete. The index, or the only shard, is renamed last: it is what loaders look for.
 *
 * @module
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
} from "node:fs";
import { rmdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { DestinationError } from "../errors.ts";

/** Name of the folder within the destination that holds what is not complete yet. */
export const STAGING_FOLDER = ".tensorferry-staging";

/** Options of {@link openStaging}. */
export interface StagingOptions {
  /** Whether a destination that has files may be written; its checkpoint is replaced, other files stay. */
  readonly overwrite: boolean;
  /** Whether to wait until everything is on the disk. */
  readonly sync: boolean;
  /** Whether a file in the destination belongs to the checkpoint that is replaced. */
  readonly replaces: (file: string) => boolean;
}

/** A checkpoint being written. */
export interface Staging {
  /** Where to write a file that will have this name. */
  path(file: string): string;
  /** Puts the files in place, the last of them last, and what they replace out of the way. */
  commit(files: readonly string[]): void;
  /** Removes what was written. The destination is as it was. */
  abandon(): void;
}

/**
 * Checks that a destination can be written, as far as that shows without writing.
 *
 * @throws DestinationError when it is a file, has files and is not to be overwritten, lies inside the source or around it, or is
 * being written by another conversion.
 */
export function checkDestination(
  destination: string,
  source: string,
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): void {
  refuseOverlap(resolve(destination), source);
  const there = filesIn(destination);
  if (there.length === 0 || overwrite) return;
  throw new DestinationError(
    destination,
    there.includes(STAGING_FOLDER)
      ? `${STAGING_FOLDER} in it is of a conversion that is running or was killed. If none is running, give --overwrite`
      : `it has ${there.length} files. Give another folder, or --overwrite to replace the checkpoint in it`,
  );
}

/**
 * Prepares a destination.
 *
 * @throws DestinationError as {@link checkDestination} does, or when nothing can be written there.
 */
export function openStaging(
  destination: string,
  source: string,
  options: StagingOptions,
): Staging {
  checkDestination(destination, source, options);
  const folder = resolve(destination);
  const existed = existsSync(folder);
  const there = filesIn(destination);
  const staging = join(folder, STAGING_FOLDER);
  try {
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging, { recursive: true });
  } catch (cause) {
    throw new DestinationError(destination, (cause as Error).message, { cause });
  }
  return {
    path: (file) => join(staging, file),
    commit(files) {
      const last = files.at(-1);
      const stale = there.filter((file) => options.replaces(file) && file !== last);
      if (options.sync) syncFolder(staging);
      // What makes the old checkpoint one goes first, so that at no moment old and new shards are taken for one checkpoint.
      const isIndex = (file: string) => file.endsWith(".json");
      for (const file of [...stale.filter(isIndex), ...stale.filter((file) => !isIndex(file))]) {
        rmSync(join(folder, file));
      }
      for (const file of files) renameSync(join(staging, file), join(folder, file));
      rmdirSync(staging);
      if (options.sync) syncFolder(folder);
    },
    abandon() {
      rmSync(staging, { recursive: true, force: true });
      if (!existed && readdirSync(folder).length === 0) rmdirSync(folder);
    },
  };
}

function filesIn(destination: string): string[] {
  const stat = statSync(destination, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) {
    throw new DestinationError(destination, "it is a file. Give the path of a folder");
  }
  return readdirSync(destination);
}

function refuseOverlap(destination: string, source: string): void {
  const [from, to] = [realPath(source), realPath(destination)];
  if (to === from || to.startsWith(from + sep)) {
    throw new DestinationError(
      destination,
      `it is the source ${source}, or inside it. Give a folder elsewhere`,
    );
  }
  if (from.startsWith(to + sep) && dirname(from) !== to) {
    throw new DestinationError(
      destination,
      `the source ${source} is inside it. Give a folder elsewhere`,
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

function syncFolder(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
