/**
 * A new file, written at any position.
 *
 * @module
 */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { DestinationError } from "../errors.ts";

/** A file being written. */
export interface OutputFile {
  /** Writes all of `bytes` from `position` on. */
  write(position: number, bytes: Uint8Array): void;
  /** Waits until what was written is on the disk. */
  sync(): void;
  close(): void;
}

/**
 * Creates a file that is not there yet.
 *
 * @throws DestinationError when it cannot be created, or, later, written.
 */
export function createFile(path: string): OutputFile {
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
    },
    sync: () => attempt(() => fsyncSync(fd)),
    close: () => closeSync(fd),
  };
}
