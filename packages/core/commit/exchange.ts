/**
 * Puts a checkpoint in the place of another, and takes that back.
 *
 * What makes the old checkpoint one is moved away first, and what makes the new one one comes last, so that at no moment old and
 * new files are taken for one checkpoint, whichever moment it ends at.
 *
 * @module
 */
import { join } from "node:path";
import { syncFolder } from "../io/file_system.ts";
import { reasonOf } from "../text/reason.ts";
import type { Commitment } from "./journal.ts";

/** Folder within the staging folder that holds what is being replaced, until all is in place. */
export const REPLACED_FOLDER = ".replaced";

/** A file from one folder to another. */
interface Move {
  readonly from: string;
  readonly to: string;
  readonly file: string;
}

/** Where it happens. */
export interface Exchange {
  /** Path of the destination. */
  readonly folder: string;
  /** Path of the staging folder in it. */
  readonly staging: string;
  /** Whether each move is to be on the disk before the next. */
  readonly sync: boolean;
}

/** Files could not be moved. */
export class ExchangeError extends Error {
  constructor(
    cause: unknown,
    /** Whether all that was moved before has been moved back. */
    readonly isUndone: boolean,
  ) {
    super(reasonOf(cause), { cause });
  }
}

/**
 * Moves old files away and new ones in, as far as that is left to do: a file that is not in the staging folder any more is in place.
 *
 * @throws ExchangeError when a move fails.
 */
export function exchange(
  place: Exchange,
  commitment: Commitment,
  { undo }: { readonly undo: boolean },
): void {
  const done: Move[] = [];
  try {
    for (const move of movesLeft(place, commitment)) {
      Deno.renameSync(join(move.from, move.file), join(move.to, move.file));
      // Only now can what fails be taken back, the sync included.
      done.push(move);
      if (place.sync) syncFolder(place.folder);
    }
    if (place.sync) syncFolder(place.staging);
  } catch (cause) {
    throw new ExchangeError(cause, undo && isMovedBack(done, place));
  }
}

/**
 * Moves new files back, and then old ones, so that it is as if nothing had been moved; as far as that is left to do. Old files that are
 * not all there any more stay where they are: alone, they are no checkpoint.
 *
 * @throws Error when a move fails. What is done then can be gone on with.
 */
export function takeBack(place: Exchange, { files, old }: Commitment): void {
  const { folder, staging } = place;
  const replaced = join(staging, REPLACED_FOLDER);
  const isAway = new Set(old.filter((file) => isThere(join(replaced, file))));
  const isOld = new Set(old);
  const moved = files.map(({ file }) => file).filter((file) => !isThere(join(staging, file)));
  const isOver = moved.length === files.length;
  // As long as any file waits, nothing of the old checkpoint has been removed: what of it is not away is in its place.
  const inPlace = moved.filter((file) =>
    isThere(join(folder, file)) && (isOver || isAway.has(file) || !isOld.has(file))
  );
  const isNew = new Set(inPlace);
  const isWhole = old.every((file) =>
    isAway.has(file) || !isNew.has(file) && isThere(join(folder, file))
  );
  const moves = [
    ...(isWhole ? [...isAway] : []).map((file) => ({ from: folder, to: replaced, file })),
    ...inPlace.map((file) => ({ from: staging, to: folder, file })),
  ];
  moveBack(moves, place);
  if (place.sync) syncFolder(staging);
}

function movesLeft({ folder, staging }: Exchange, commitment: Commitment): Move[] {
  const { old } = commitment;
  const files = commitment.files.map(({ file }) => file);
  const waiting = new Set(files.filter((file) => isThere(join(staging, file))));
  const lost = files.find((file) => !waiting.has(file) && !isThere(join(folder, file)));
  if (lost !== undefined) throw new Error(`${join(staging, lost)} is not there any more`);
  const isNew = new Set(files);
  const replaced = join(staging, REPLACED_FOLDER);
  const goes = old.filter((file) =>
    (waiting.has(file) || !isNew.has(file)) && isThere(join(folder, file))
  );
  // A folder is not made to be removed again: under load, the disk takes 50 ms for that.
  if (goes.length > 0) Deno.mkdirSync(replaced, { recursive: true });
  return [
    ...goes.map((file) => ({ from: folder, to: replaced, file })),
    ...files.filter((file) => waiting.has(file))
      .map((file) => ({ from: staging, to: folder, file })),
  ];
}

function moveBack(moves: readonly Move[], { folder, sync }: Exchange): void {
  for (const { from, to, file } of moves.toReversed()) {
    Deno.renameSync(join(to, file), join(from, file));
    if (sync) syncFolder(folder);
  }
}

/** Whether all could be moved back. */
function isMovedBack(moves: readonly Move[], place: Exchange): boolean {
  try {
    moveBack(moves, place);
    return true;
  } catch {
    return false;
  }
}

/** A link counts as itself, wherever it leads. */
function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
