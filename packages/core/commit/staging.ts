/**
 * A folder that becomes a checkpoint at one moment.
 *
 * Files are written to a folder inside the destination, under whose name nothing takes them for a checkpoint, and renamed when
 * all of them are complete. A journal in it tells what is complete, so that a conversion that was killed can go on, and whether
 * files are being put in place, which is then gone through with by whoever comes next.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { DestinationError, isTensorferryError } from "../errors.ts";
import { fileNamesIn, syncFolder } from "../io/file_system.ts";
import { reasonOf } from "../text/reason.ts";
import {
  beingWritten,
  checkDestination,
  checkOccupied,
  checkOpened,
  filesIn,
  isCommitting,
  type SourcePlace,
  STAGING_FOLDER,
} from "./destination.ts";
import { exchange, type ExchangeError } from "./exchange.ts";
import { clear, missingFolders, removeEmpty, removeIfThere, removeLocked } from "./folders.ts";
import type { FinishOptions } from "./finish_commit.ts";
import {
  type CommittedFile,
  type FinishedFile,
  type Journal,
  type JournalRecord,
  openJournal,
} from "./journal.ts";
import { type Lock, LOCK_FILE, lockFolder } from "./lock.ts";
import { checkNames } from "./names.ts";
import { resumable } from "./resume.ts";

/** Options of {@link openStaging}. */
export interface StagingOptions extends FinishOptions {
  /** Whether a destination that has files may be written; its checkpoint is replaced, other files stay. */
  readonly overwrite: boolean;
  /** Whether to give up what a conversion that was killed has finished. */
  readonly restart: boolean;
  /** Names of the files that will be written. */
  readonly files: readonly string[];
  /** Which files in the destination belong to what is replaced, in the order in which they are moved out of the way. */
  readonly replaces: (files: readonly string[]) => readonly string[];
  /** For which files what is written would not be what is opened, beside those that stay in the destination. */
  readonly takenInstead: (files: readonly string[]) => readonly string[];
}

/** A checkpoint being written. */
export interface Staging {
  /** The files that a conversion of the same digest has finished before it was killed. */
  readonly finished: ReadonlyMap<string, FinishedFile>;
  /** False where the file system knows no locks. */
  readonly isLocked: boolean;
  /** Where to write a file that will have this name. */
  path(file: string): string;
  /** Notes that a file is complete. */
  finish(file: FinishedFile): void;
  /** Takes back that a file is complete, and removes it. */
  discard(file: string): void;
  /**
   * Puts the files in place, the last of them last, and what they replace out of the way.
   *
   * @throws DestinationError when that fails; the destination then has its old files again.
   */
  commit(files: readonly CommittedFile[]): void;
  /** Lets go of the destination. What is finished stays for another conversion to go on with. */
  leave(): void;
  /** Removes what was written, and the folders that were made for it. */
  abandon(): void;
}

/**
 * Prepares a destination. Answers nothing when it turns out that all was done but for putting the files in place, which is then
 * done too.
 *
 * @throws DestinationError as {@link checkDestination} does, when it holds what another conversion has finished, or when nothing
 * can be written there.
 */
export async function openStaging(
  destination: string,
  source: SourcePlace,
  options: StagingOptions,
): Promise<Staging | undefined> {
  checkDestination(destination, source, options);
  const folder = resolve(destination);
  const staging = join(folder, STAGING_FOLDER);
  const made = missingFolders(folder);
  const lock = attempt(destination, () => lockFolder(staging));
  if (lock === undefined) throw beingWritten(destination);
  let journal: Journal | undefined;
  let found: JournalRecord | undefined;
  try {
    if (isCommitting(destination)) {
      const { finishCommit } = await import("./finish_commit.ts");
      if (await finishCommit(folder, staging, options)) {
        removeLocked(staging);
        lock.release();
        return undefined;
      }
    }
    checkOccupied(destination, filesIn(folder), options.overwrite);
    found = options.restart ? undefined : resumable(destination, staging, options.beginning);
    const there = filesIn(folder).filter((file) => file !== STAGING_FOLDER);
    const old = options.replaces(there);
    checkNames(destination, staging, { files: options.files, there, old });
    const replaced = new Set(old);
    const kept = fileNamesIn(folder).filter((file) => !replaced.has(file));
    checkOpened(destination, options.takenInstead(kept));
    clear(staging, found?.finished);
    journal = openJournal(staging, found ?? options.beginning, options.sync);
    if (options.sync) {
      syncFolder(staging);
      syncFolder(folder);
      // Whoever may make a folder may not always read the one that it is made in.
      for (const path of made) tidied(() => syncFolder(dirname(path)));
    }
    return opened({ destination, folder, staging, made, old, lock, journal, found, options });
  } catch (error) {
    journal?.close();
    tidied(() => {
      if (journal !== undefined && found === undefined) clear(staging);
      if (filesIn(staging).some((file) => file !== LOCK_FILE)) return;
      removeLocked(staging);
      removeEmpty(made);
    });
    lock.release();
    throw error === options.signal?.reason ? error : asDestinationError(destination, error);
  }
}

/** What a staging is made of. */
interface Parts {
  readonly destination: string;
  readonly folder: string;
  readonly staging: string;
  readonly made: readonly string[];
  readonly old: readonly string[];
  readonly lock: Lock;
  readonly journal: Journal;
  readonly found: JournalRecord | undefined;
  readonly options: StagingOptions;
}

function opened(
  { destination, folder, staging, made, old, lock, journal, found, options: { sync } }: Parts,
): Staging {
  const finished = new Map(found?.finished);
  let isOver = false;

  function giveUp(tidy: () => void): void {
    if (isOver) return;
    isOver = true;
    journal.close();
    // What could not be put in place, nor taken back, is all that there is of either checkpoint.
    if (!isCommitting(destination)) tidied(tidy);
    lock.release();
  }

  return {
    finished,
    isLocked: lock.isHeld,
    path: (file) => join(staging, file),
    finish(file) {
      attempt(destination, () => journal.finished(file));
      finished.set(file.file, file);
    },
    discard(file) {
      // First, so that nobody goes on with what will stand in its place before that is complete.
      if (finished.delete(file)) attempt(destination, () => journal.discarded(file));
      attempt(destination, () => removeIfThere(join(staging, file)));
    },
    commit(files) {
      const commitment = { files: files.map(withoutTensors), old, synced: sync };
      attempt(destination, () => {
        if (sync) syncFolder(staging);
        journal.commitment(commitment);
      });
      try {
        exchange({ folder, staging, sync }, commitment, { undo: true });
      } catch (error) {
        const { isUndone } = error as ExchangeError;
        if (isUndone) attempt(destination, () => journal.commitment(undefined));
        throw new DestinationError(
          folder,
          `${reasonOf(error)}. ` +
            (isUndone
              ? "It has its old files again"
              : "It is neither its old checkpoint nor the new one; mend the cause and convert again, which goes through with it"),
          { cause: error },
        );
      }
      isOver = true;
      journal.close();
      // The new checkpoint is in place: what cannot be tidied up now is next time.
      tidied(() => {
        clear(staging);
        removeLocked(staging);
        if (sync) syncFolder(folder);
      });
      lock.release();
    },
    leave: () => giveUp(() => clear(staging, finished)),
    abandon: () =>
      giveUp(() => {
        clear(staging);
        removeLocked(staging);
        removeEmpty(made);
      }),
  };
}

/** Those have lines of their own in the journal. */
function withoutTensors({ file, byteLength, crc32 }: CommittedFile): CommittedFile {
  return { file, byteLength, crc32 };
}

/** Carries out what is good to have done, and no reason to fail. */
function tidied(work: () => void): void {
  try {
    work();
  } catch {
    // The next conversion into the folder tries again.
  }
}

function attempt<T>(destination: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw asDestinationError(destination, cause);
  }
}

function asDestinationError(destination: string, cause: unknown): unknown {
  if (isTensorferryError(cause)) return cause;
  return new DestinationError(destination, reasonOf(cause), { cause });
}
