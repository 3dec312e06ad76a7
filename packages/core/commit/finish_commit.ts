/**
 * What is to be done about a conversion that was killed while it put its files in place.
 *
 * Loaded where there is one: hardly ever.
 *
 * @module
 */
import { join } from "node:path";
import { loadCrc32 } from "../checksum/crc32.ts";
import { DestinationError } from "../errors.ts";
import { openMeter } from "../ferry/meter.ts";
import type { Progress } from "../ferry/write_options.ts";
import { statOf, syncFile, syncFolder } from "../io/file_system.ts";
import { faultsOf, type FileFault, wholeFile } from "../manifest/check_file.ts";
import { FILE_BYTES } from "../plan/memory.ts";
import { reasonOf } from "../text/reason.ts";
import { exchange, takeBack } from "./exchange.ts";
import { clear } from "./folders.ts";
import {
  type Beginning,
  type Commitment,
  JOURNAL_FILE,
  type JournalRecord,
  openJournal,
  readJournal,
} from "./journal.ts";
import { whatDiffers } from "./resume.ts";

/** What the conversion that comes next was told, and what it tells. */
export interface FinishOptions {
  readonly beginning: Beginning;
  /** Whether all is to be on the disk when it is in place. */
  readonly sync: boolean;
  /** Whether to read files that were on the disk, too. */
  readonly verify: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  /** Called when the files have been put in place; and whether it was the same conversion. */
  readonly onCommitted: (files: number, isThis: boolean) => void;
  /** Called when so many files have been taken back, as these are not what was written. */
  readonly onTakenBack: (files: number, faults: readonly FileFault[]) => void;
}

/**
 * Goes through with a commit that was begun, whoever began it. Files that may not have been on the disk when the power went are read
 * first; where one is not what was written, the commit is taken back, and the file is no longer finished.
 *
 * @returns Whether the conversion that comes next is done with that.
 * @throws DestinationError when files cannot be moved. What there is stays as it is.
 */
export async function finishCommit(
  folder: string,
  staging: string,
  options: FinishOptions,
): Promise<boolean> {
  const record = readJournal(staging);
  if (record?.commitment === undefined) return false;
  const { commitment, beginning } = record;
  const { sync } = options;
  const { files, synced } = commitment;
  const place = { folder, staging, sync };
  const faults = synced && !options.verify ? [] : await faultsAmong(commitment, place, options);
  if (faults.length > 0) {
    const why = `${faults.length} of them, which are not what it wrote, cannot be taken back`;
    attempt(folder, why, () => {
      takeBack(place, commitment);
      forget(staging, record, faults, sync);
    });
    options.onTakenBack(files.length, faults);
    return false;
  }
  attempt(folder, "they still cannot be", () => {
    if (sync && !synced) syncAll(commitment, place);
    exchange(place, commitment, { undo: false });
    clear(staging);
  });
  const isThis = whatDiffers(beginning, options.beginning) === undefined;
  options.onCommitted(files.length, isThis);
  return isThis;
}

/** Where things lie. */
interface Place {
  readonly folder: string;
  readonly staging: string;
}

/** What of the files is not as it was written, one thing for each. */
async function faultsAmong(
  { files }: Commitment,
  place: Place,
  { signal, onProgress }: FinishOptions,
): Promise<FileFault[]> {
  const total = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const work = {
    crc32: await loadCrc32(),
    buffer: new Uint8Array(Math.min(FILE_BYTES, Math.max(1, total))),
    meter: openMeter<Pick<Progress, "tensor" | "file">>({
      total,
      signal,
      report: (at, done) => onProgress?.({ ...at, step: "verify", done, total }),
    }),
  };
  const faults: FileFault[] = [];
  for (const committed of files) {
    const { file } = committed;
    faults.push(...await faultsOf(homeOf(file, place), wholeFile(file, committed), work));
  }
  return faults;
}

/** The folder that a file has come to. One that waits is not in place, whatever has its name there. */
function homeOf(file: string, { folder, staging }: Place): string {
  return statOf(join(staging, file)) === undefined ? folder : staging;
}

/** Says that nothing is being put in place any more, and which files are not complete after all. */
function forget(
  staging: string,
  record: JournalRecord,
  faults: readonly FileFault[],
  sync: boolean,
): void {
  const journal = openJournal(staging, record, sync);
  try {
    // First, so that nobody goes on with them once the commit is over.
    for (const { file } of faults) journal.discarded(file);
    journal.commitment(undefined);
  } finally {
    journal.close();
  }
}

/** Waits until all is on the disk that was not waited for when it was written. */
function syncAll({ files }: Commitment, place: Place): void {
  for (const { file } of files) syncFile(join(homeOf(file, place), file));
  syncFile(join(place.staging, JOURNAL_FILE));
  syncFolder(place.staging);
  syncFolder(place.folder);
}

function attempt(folder: string, why: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw new DestinationError(
      folder,
      `a conversion was killed while it put its files in place, and ${why}: ${reasonOf(cause)}. ` +
        "Mend that, and convert again",
      { cause },
    );
  }
}
