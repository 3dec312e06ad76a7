/**
 * A folder that becomes a checkpoint at one moment.
 *
 * Files are written to a folder inside the destination, under whose name nothing takes them for a checkpoint, and renamed when
 * all of them are complete. The index, or the only shard, is renamed last: it is what loaders look for.
 *
 * @module
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync } from "node:fs";
import { renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DestinationError } from "../errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { checkDestination, filesIn, REPLACED_FOLDER, STAGING_FOLDER } from "./destination.ts";

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
  /**
   * Puts the files in place, the last of them last, and what they replace out of the way.
   *
   * @throws DestinationError when that fails; the destination then has its old files again.
   */
  commit(files: readonly string[]): void;
  /** Removes what was written, and the folders that were made for it. */
  abandon(): void;
}

/**
 * Prepares a destination.
 *
 * @throws DestinationError as {@link checkDestination} does, or when nothing can be written there.
 */
export function openStaging(
  destination: string,
  source: Pick<Checkpoint, "path" | "sources">,
  options: StagingOptions,
): Staging {
  checkDestination(destination, source, options);
  const folder = resolve(destination);
  const old = filesIn(folder).filter((file) => file !== STAGING_FOLDER && options.replaces(file));
  const notAFile = old.find((file) =>
    !statSync(join(folder, file), { throwIfNoEntry: false })?.isFile()
  );
  if (notAFile !== undefined) {
    throw new DestinationError(
      destination,
      `${notAFile} in it would be replaced, and is not a file. Move it away, or give another folder`,
    );
  }
  const made = missingFolders(folder);
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
      if (options.sync) syncFolder(staging);
      exchange(folder, staging, old, files);
      rmSync(staging, { recursive: true });
      if (options.sync) syncFolder(folder);
    },
    abandon() {
      rmSync(staging, { recursive: true, force: true });
      for (const path of made) {
        if (existsSync(path) && readdirSync(path).length === 0) rmdirSync(path);
      }
    },
  };
}

/**
 * Moves old files out and new ones in, or, when a move fails, all of them back.
 *
 * What makes the old checkpoint one is moved first, so that at no moment old and new shards are taken for one checkpoint.
 */
function exchange(
  folder: string,
  staging: string,
  old: readonly string[],
  files: readonly string[],
): void {
  const replaced = join(staging, REPLACED_FOLDER);
  const isIndex = (file: string) => file.endsWith(".json");
  const moves = [
    ...[...old.filter(isIndex), ...old.filter((file) => !isIndex(file))].map((file) =>
      [folder, replaced, file] as const
    ),
    ...files.map((file) => [staging, folder, file] as const),
  ];
  const done: typeof moves = [];
  try {
    mkdirSync(replaced);
    for (const move of moves) {
      const [from, to, file] = move;
      renameSync(join(from, file), join(to, file));
      done.push(move);
    }
  } catch (cause) {
    for (const [from, to, file] of done.toReversed()) renameSync(join(to, file), join(from, file));
    throw new DestinationError(folder, `${(cause as Error).message}. It has its old files again`, {
      cause,
    });
  }
}

/** The folder and those above it that are not there yet, the innermost first. */
function missingFolders(folder: string): string[] {
  const parent = dirname(folder);
  if (parent === folder || isThere(folder)) return [];
  return [folder, ...missingFolders(parent)];
}

/** Whether a folder is there; one that may not be looked at counts as there. */
function isThere(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
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
