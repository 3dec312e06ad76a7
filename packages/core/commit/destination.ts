/**
 * Whether a folder can be written to without harm.
 *
 * @module
 */
import { basename, dirname, join, resolve, sep } from "node:path";
import { DestinationError } from "../errors.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import { statOf } from "../io/file_system.ts";
import { quoteNames } from "../text/printable.ts";
import { REPLACED_FOLDER } from "./exchange.ts";
import { readJournal } from "./journal.ts";
import { isLocked } from "./lock.ts";

/** Name of the folder within the destination that holds what is not complete yet. */
export const STAGING_FOLDER = ".tensorferry-staging";

/** What is read, as far as it must not be written to. */
export type SourcePlace = Pick<Checkpoint, "path" | "overlays" | "sources" | "incoming">;

/**
 * Checks that a destination can be written, as far as that shows without writing.
 *
 * @throws DestinationError when it is a file, has files and is not to be overwritten, holds files of the source, lies inside the
 * source or around it, or is being written by another conversion.
 */
export function checkDestination(
  destination: string,
  source: SourcePlace,
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): void {
  // A stream lies nowhere.
  if (source.incoming === undefined) refuseOverlap(destination, source);
  const there = filesIn(destination);
  if (there.includes(STAGING_FOLDER)) {
    const staging = join(destination, STAGING_FOLDER);
    if (!Deno.lstatSync(staging).isDirectory) {
      throw new DestinationError(staging, "it is not a folder. Move it away");
    }
    if (isLocked(staging)) throw beingWritten(destination);
    // It is finished first, and only then is it known what there is.
    if (isCommitting(destination)) return;
  }
  checkOccupied(destination, there, overwrite);
}

/** Whether a conversion was killed while it put its files in place, so that a folder holds neither its old checkpoint nor its new one. */
export function isCommitting(destination: string): boolean {
  return readJournal(join(destination, STAGING_FOLDER))?.commitment !== undefined;
}

/** Refuses a destination that has files, unless they may be replaced, or files that were moved away and belong back. */
export function checkOccupied(
  destination: string,
  there: readonly string[],
  overwrite: boolean,
): void {
  const replaced = join(destination, STAGING_FOLDER, REPLACED_FOLDER);
  if (filesIn(replaced).length > 0) {
    throw new DestinationError(
      destination,
      `${replaced} holds files of a checkpoint that was being replaced, and nothing tells by what. To have that ` +
        `checkpoint, move them back; to give it up, remove the folder; then run again`,
    );
  }
  const count = there.filter((file) => file !== STAGING_FOLDER).length;
  if (count === 0 || overwrite) return;
  throw new DestinationError(
    destination,
    `it has ${count} files. Give another folder, or --overwrite to replace the checkpoint in it`,
  );
}

/** Refuses a checkpoint for which others would be opened that would lie beside it. */
export function checkOpened(destination: string, takenInstead: readonly string[]): void {
  if (takenInstead.length === 0) return;
  throw new DestinationError(
    destination,
    `${takenInstead.length} files would lie in it beside the new checkpoint, and be opened instead of it, or keep it from being ` +
      `opened: ${
        quoteNames(takenInstead)
      }. Move them away, from there or from the source, or give another folder`,
  );
}

/** The error of a destination that another process has locked. */
export function beingWritten(destination: string): DestinationError {
  return new DestinationError(
    destination,
    "another conversion is writing it. Wait for its end, or give another folder",
  );
}

/**
 * What lies in a destination; nothing when it is not there yet.
 *
 * @throws DestinationError when it is a file.
 */
export function filesIn(destination: string): string[] {
  const stat = statOf(destination);
  if (stat === undefined) return [];
  if (stat.isDirectory) return Array.from(Deno.readDirSync(destination), ({ name }) => name);
  throw new DestinationError(destination, "it is a file. Give the path of a folder");
}

/** Links are followed: the shards of a checkpoint may be links to files that lie elsewhere, and those must not be replaced. */
function refuseOverlap(destination: string, { path, overlays = [], sources }: SourcePlace): void {
  const to = realPath(destination);
  for (const source of [path, ...overlays]) {
    const from = realPath(source);
    if (to === from || to.startsWith(from + sep)) {
      throw new DestinationError(
        destination,
        `it is the source ${source}, or inside it. Give a folder elsewhere`,
      );
    }
    if (from.startsWith(to + sep)) {
      throw new DestinationError(
        destination,
        `the source ${source} is inside it. Give a folder elsewhere`,
      );
    }
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
    return Deno.realPathSync(at);
  } catch {
    return parent === at ? at : join(realPath(parent), basename(at));
  }
}
