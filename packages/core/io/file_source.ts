/**
 * Local files as byte sources.
 *
 * Reads are positional and synchronous: no shared cursor, no promise, no copy (`node:fs` `readSync` reads 18 GiB/s from the page
 * cache on Deno 2.9.6). Needs the permission to read, and no other.
 *
 * @module
 */
import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { NotACheckpointError, SourceReadError } from "../errors.ts";
import type { ByteSource } from "./byte_source.ts";

/** A file that is read as a byte source. */
export interface FileSource extends ByteSource {
  /** Closes the file. It cannot be read afterwards; closing it again does nothing. */
  close(): void;
}

/** Files of which only a few are held open. */
export interface FilePool {
  /**
   * A source over the file at `path`. The file is opened when it is first read.
   *
   * @throws NotACheckpointError when there is no regular file; symbolic links are followed.
   */
  open(path: string): FileSource;
  /** Closes every file. None can be read afterwards. */
  close(): void;
}

/** Descriptors that a pool holds: far below the 256 that macOS gives a process, and enough for the shards that are read at once. */
export const MAX_OPEN_FILES = 64;

/** Bytes asked for in one call; Linux reads at most 2^31 - 4096 and says so only by a short read. */
const MAX_READ_BYTES = 2 ** 30;

/** Files of which at most `limit` are open at a time: the one read longest ago is closed first, and opened again on need. */
export function filePool(limit: number = MAX_OPEN_FILES): FilePool {
  // The keys of a map stay in the order of their insertion, so the first is the one used longest ago.
  const descriptors = new Map<FileSource, number>();
  let closed = false;

  function release(source: FileSource): void {
    const descriptor = descriptors.get(source);
    descriptors.delete(source);
    if (descriptor !== undefined) closeSync(descriptor);
  }

  function descriptorOf(source: FileSource, open: () => number): number {
    const descriptor = descriptors.get(source);
    if (descriptor !== undefined) {
      descriptors.delete(source);
      descriptors.set(source, descriptor);
      return descriptor;
    }
    for (const oldest of descriptors.keys()) {
      if (descriptors.size < limit) break;
      release(oldest);
    }
    const opened = open();
    descriptors.set(source, opened);
    return opened;
  }

  function open(path: string): FileSource {
    const found = regularFile(path);
    let sourceClosed = false;
    const source: FileSource = {
      name: path,
      byteLength: found.size,
      read(position, into) {
        checkRange(path, found.size, position, into.length);
        if (closed || sourceClosed) {
          throw new SourceReadError(path, position, into.length, "it was closed");
        }
        try {
          readFully(path, descriptorOf(source, () => reopen(path, found)), position, into);
        } catch (error) {
          if (error instanceof SourceReadError) throw error;
          throw new SourceReadError(path, position, into.length, reasonOf(error), { cause: error });
        }
      },
      close() {
        sourceClosed = true;
        release(source);
      },
    };
    return source;
  }

  return {
    open,
    close() {
      closed = true;
      for (const source of [...descriptors.keys()]) release(source);
    },
  };
}

/**
 * A source over one file. For many files, share a {@link filePool}.
 *
 * @throws NotACheckpointError when there is no regular file at `path`; symbolic links are followed.
 */
export function openFile(path: string): FileSource {
  return filePool(1).open(path);
}

function regularFile(path: string): Stats {
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    throw new NotACheckpointError(path, reasonOf(error), { cause: error });
  }
  // A fifo would block for ever, and a device has no size.
  if (!stats.isFile()) throw new NotACheckpointError(path, "it is not a regular file");
  return stats;
}

/** Opens a file that was looked at before, and makes sure that it is still the same. */
function reopen(path: string, found: Stats): number {
  const descriptor = openSync(path, "r");
  const now = fstatSync(descriptor);
  const same = now.isFile() && now.size === found.size && now.mtimeMs === found.mtimeMs &&
    now.ino === found.ino;
  if (same) return descriptor;
  closeSync(descriptor);
  throw new Error(
    now.size === found.size
      ? "it was replaced or written to while it was in use"
      : `it had ${found.size} bytes when it was opened first, and has ${now.size} now`,
  );
}

function checkRange(path: string, size: number, position: number, wanted: number): void {
  if (position >= 0 && Number.isSafeInteger(position) && position + wanted <= size) return;
  throw new SourceReadError(path, position, wanted, `it has ${size} bytes`);
}

function readFully(path: string, descriptor: number, position: number, into: Uint8Array): void {
  let done = 0;
  while (done < into.length) {
    const count = Math.min(into.length - done, MAX_READ_BYTES);
    const read = readSync(descriptor, into, done, count, position + done);
    if (read === 0) {
      throw new SourceReadError(path, position, into.length, `it ends after ${done} of them`);
    }
    done += read;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
