/**
 * A new file, written at any position.
 *
 * @module
 */
import { closeSync, fdatasync, fsyncSync, openSync, writeSync } from "node:fs";
import { DestinationError } from "../errors.ts";

/** A file being written. */
export interface OutputFile {
  /** Writes all of `bytes` from `position` on. */
  write(position: number, bytes: Uint8Array): void;
  /** Waits until what was written is on the disk. */
  sync(): Promise<void>;
  /** Closes the file, once nothing is under way. */
  close(): Promise<void>;
}

/** Bytes after which the disk is set to work on what was written, while more is being written. */
const WRITE_BEHIND_BYTES = 2 ** 26;

/**
 * Creates a file that is not there yet.
 *
 * With `durable`, writing back to the disk begins early, so that {@link OutputFile.sync} finds most of it done.
 *
 * @throws DestinationError when it cannot be created, or, later, written.
 */
export function createFile(path: string, durable = false): OutputFile {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw new DestinationError(path, `${(cause as Error).message}. Nothing was committed`, {
        cause,
      });
    }
  };
  const fd = attempt(() => openSync(path, "wx"));
  let unsynced = 0;
  let writeBack: Promise<void> | undefined;

  let failure: Error | undefined;

  /** The system tells an error of the disk to one call only, so it must be kept for whoever waits in the end. */
  function beginWriteBack(): void {
    unsynced = 0;
    writeBack = new Promise((resolve) =>
      fdatasync(fd, (error) => {
        failure ??= error ?? undefined;
        writeBack = undefined;
        resolve();
      })
    );
  }

  return {
    write(position, bytes) {
      attempt(() => {
        for (let done = 0; done < bytes.length;) {
          const written = writeSync(fd, bytes, done, bytes.length - done, position + done);
          if (written === 0) {
            throw new Error(
              `the system took none of ${bytes.length - done} bytes at ${position + done}`,
            );
          }
          done += written;
        }
      });
      unsynced += bytes.length;
      if (durable && unsynced >= WRITE_BEHIND_BYTES && writeBack === undefined) beginWriteBack();
    },
    async sync() {
      await writeBack;
      attempt(() => {
        if (failure !== undefined) throw failure;
        fsyncSync(fd);
      });
    },
    async close() {
      await writeBack;
      closeSync(fd);
    },
  };
}
