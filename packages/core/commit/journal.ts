/**
 * What a conversion has done, kept where a later one finds it.
 *
 * Lines of JSON, each written and synced when what it says has been done. A line that is not whole has not been written.
 *
 * @module
 */
import { join } from "node:path";
import type { FileSums } from "../checksum/file_sums.ts";
import { isFileName } from "../io/file_name.ts";
import { statOf } from "../io/file_system.ts";
import type { SourceIdentity } from "./source_identity.ts";

/** Name of the journal within the staging folder: one that no file has which goes along with a model. */
export const JOURNAL_FILE = ".journal";

/** Version of this form; a journal of another is not read. */
const VERSION = 2;

/** Above this size it is none: that of a million tensors takes 40 MB. */
const MAX_JOURNAL_BYTES = 2 ** 28;

/** What a conversion is, so that it can be told from another. */
export interface Beginning {
  /** Version of Tensorferry: another may lay the same plan out in other bytes. */
  readonly program: string;
  /** Digest of the plan. */
  readonly digest: string;
  /** The files that are read; absent where they come once, as a stream, so that nothing can go on. */
  readonly source?: SourceIdentity;
}

/** A file that is complete. */
export interface FinishedFile extends FileSums {
  readonly file: string;
  /** Whether it was on the disk before the journal said that it is complete. */
  readonly synced: boolean;
}

/** A file that is put in place, and by what it is known. */
export interface CommittedFile extends Pick<FileSums, "byteLength" | "crc32"> {
  readonly file: string;
}

/** That files are being put in place. Whoever comes next goes through with it, or takes it back where they are not whole. */
export interface Commitment {
  /** The files, in the order in which they are put in place. */
  readonly files: readonly CommittedFile[];
  /** What they replace, in the order in which it is moved away. */
  readonly old: readonly string[];
  /** Whether all of the files were on the disk before the journal said so. */
  readonly synced: boolean;
}

/** What a journal tells. */
export interface JournalRecord {
  readonly beginning: Beginning;
  readonly finished: ReadonlyMap<string, FinishedFile>;
  readonly commitment?: Commitment;
  /** Bytes of it that are whole lines. */
  readonly byteLength: number;
}

/** A journal being written. */
export interface Journal {
  finished(file: FinishedFile): void;
  /** Takes back that a file is complete. */
  discarded(file: string): void;
  /** Says that files are being put in place, or, without any, that they have all been taken back. */
  commitment(commitment: Commitment | undefined): void;
  close(): void;
}

type Line =
  | { readonly journal: typeof VERSION; readonly beginning: Beginning }
  | { readonly finished: FinishedFile }
  | { readonly discarded: string }
  | { readonly commitment: Commitment | null };

/** Begins a journal, or goes on after the whole lines of one. With `sync`, each line is on the disk before the work goes on. */
export function openJournal(
  staging: string,
  from: JournalRecord | Beginning,
  sync: boolean,
): Journal {
  const path = join(staging, JOURNAL_FILE);
  const isNew = !("beginning" in from);
  const file = Deno.openSync(path, { write: true, createNew: isNew });

  function append(line: Line): void {
    let bytes = new TextEncoder().encode(`${JSON.stringify(line)}\n`);
    while (bytes.length > 0) bytes = bytes.subarray(file.writeSync(bytes));
    if (sync) file.syncSync();
  }

  try {
    if (isNew) append({ journal: VERSION, beginning: from });
    else {
      file.truncateSync(from.byteLength);
      file.seekSync(0, Deno.SeekMode.End);
    }
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    finished: (file) => append({ finished: file }),
    discarded: (file) => append({ discarded: file }),
    commitment: (commitment) => append({ commitment: commitment ?? null }),
    close: () => file.close(),
  };
}

/** Reads the journal of a staging folder. Nothing where there is none that can be used. */
export function readJournal(staging: string): JournalRecord | undefined {
  const path = join(staging, JOURNAL_FILE);
  const stat = statOf(path);
  if (!stat?.isFile || stat.size > MAX_JOURNAL_BYTES) return undefined;
  const bytes = Deno.readFileSync(path);
  let beginning: Beginning | undefined;
  let commitment: Commitment | undefined;
  const finished = new Map<string, FinishedFile>();
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    const line = parseLine(bytes.subarray(start, end));
    if (line === undefined) break;
    if ("journal" in line) {
      if (line.journal !== VERSION || beginning !== undefined) break;
      beginning = line.beginning;
    } else if (beginning === undefined) break;
    else if ("finished" in line) finished.set(line.finished.file, line.finished);
    else if ("discarded" in line) finished.delete(line.discarded);
    else commitment = line.commitment ?? undefined;
    start = end + 1;
  }
  if (beginning === undefined) return undefined;
  return { beginning, finished, ...(commitment && { commitment }), byteLength: start };
}

/** It is our own, or came with a folder from somewhere, and a crash may have left anything of it. */
function parseLine(bytes: Uint8Array): Line | undefined {
  try {
    const line = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isLine(line) ? line : undefined;
  } catch {
    return undefined;
  }
}

/** Files are renamed and removed by these names, so they must not lead anywhere else. */
function isLine(line: Partial<Record<string, unknown>> | null): line is Line {
  if (typeof line !== "object" || line === null) return false;
  const { journal, beginning, finished, discarded, commitment } = line;
  if (journal !== undefined) {
    const { digest, program } = (beginning ?? {}) as Partial<Beginning>;
    return typeof digest === "string" && typeof program === "string";
  }
  if (finished !== undefined) return isCommittedFile(finished as FinishedFile);
  if (discarded !== undefined) return typeof discarded === "string" && isFileName(discarded);
  if (commitment === null) return true;
  const { files, old } = commitment as Commitment;
  return files.every(isCommittedFile) && old.every(isFileName);
}

function isCommittedFile({ file, byteLength, crc32 }: CommittedFile): boolean {
  return isFileName(file) && Number.isSafeInteger(byteLength) && Number.isSafeInteger(crc32);
}
