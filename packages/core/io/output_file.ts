/**
 * A new file, written at any position.
 *
 * @module
 */
import { DestinationError } from "../errors.ts";
import { reasonOf } from "../text/reason.ts";
import { openDescriptor } from "./descriptor.ts";

/** A file being written. One write at a time. */
export interface OutputFile {
  /** Writes all of `bytes` from `position` on. */
  write(position: number, bytes: Uint8Array): void;
  /** The same, while the caller goes on: on another thread. `bytes` must not change until it is done. */
  writeBehind(position: number, bytes: Uint8Array): Promise<void>;
  /** Waits until what was written is on the disk. */
  sync(): Promise<void>;
  /** Closes the file, once nothing is under way. */
  close(): Promise<void>;
}

/** Bytes after which the disk is set to work on what was written, while more is being written. */
const WRITE_BACK_BYTES = 2 ** 26;

/**
 * Creates a file that is not there yet.
 *
 * With `durable`, writing back to the disk begins early, so that {@link OutputFile.sync} finds most of it done.
 *
 * @throws DestinationError when it cannot be created, or, later, written.
 */
export function createFile(path: string, durable = false): OutputFile {
  return openToWrite(path, durable, { createNew: true });
}

/**
 * Opens a file that was created before, to write more of it.
 *
 * @throws DestinationError when it is not there, or, later, cannot be written.
 */
export function openFileToWrite(path: string, durable = false): OutputFile {
  return openToWrite(path, durable, {});
}

function openToWrite(path: string, durable: boolean, options: Deno.OpenOptions): OutputFile {
  const failed = (cause: unknown, doing = "") =>
    new DestinationError(path, `${reasonOf(cause)}${doing}. Nothing was committed`, {
      cause,
    });
  const writing = (position: number, { length }: Uint8Array) =>
    `, writing ${length} bytes at ${position}`;
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { ...options, write: true });
  } catch (cause) {
    throw failed(cause);
  }
  const descriptor = openDescriptor(file);
  let early: WriteBack | undefined;
  try {
    if (durable) early = earlyWriteBack(path);
  } catch (cause) {
    file.close();
    throw failed(cause);
  }

  return {
    write(position, bytes) {
      try {
        descriptor.write(position, bytes);
      } catch (cause) {
        throw failed(cause, writing(position, bytes));
      }
      early?.count(bytes.length);
    },
    async writeBehind(position, bytes) {
      try {
        await descriptor.writeBehind(position, bytes);
      } catch (cause) {
        throw failed(cause, writing(position, bytes));
      }
      early?.count(bytes.length);
    },
    async sync() {
      try {
        await early?.settle();
        file.syncSync();
      } catch (cause) {
        throw failed(cause);
      }
    },
    async close() {
      try {
        await early?.settle();
      } catch {
        // It is sync() that tells.
      } finally {
        early?.close();
        descriptor.close();
      }
    },
  };
}

/** Writes back what another descriptor wrote, each time that there is enough of it. */
interface WriteBack {
  count(bytes: number): void;
  /**
   * Waits for what is under way.
   *
   * @throws the first error of the disk.
   */
  settle(): Promise<void>;
  close(): void;
}

/** The system tells an error of the disk once to each descriptor, so the first must be kept for whoever waits in the end. */
function earlyWriteBack(path: string): WriteBack {
  const file = Deno.openSync(path, { write: true });
  let unwritten = 0;
  let underWay: Promise<void> | undefined;
  let failure: unknown;

  async function writeBack(): Promise<void> {
    try {
      await file.syncData();
    } catch (error) {
      failure ??= error;
    }
    underWay = undefined;
  }

  return {
    count(bytes) {
      unwritten += bytes;
      if (unwritten < WRITE_BACK_BYTES || underWay !== undefined) return;
      unwritten = 0;
      underWay = writeBack();
    },
    async settle() {
      await underWay;
      if (failure !== undefined) throw failure;
    },
    close: () => file.close(),
  };
}
