/**
 * Local files as byte sources.
 *
 * Reads are at positions, and synchronous unless asked for otherwise: no promise, no copy. Needs the permission to read, and no
 * other. `Deno.FsFile` and not `node:fs`, which takes 12 MiB more of memory (Deno 2.9.6).
 *
 * @module
 */
import { NotACheckpointError, SourceChangedError, SourceReadError } from "../errors.ts";
import { reasonOf } from "../text/reason.ts";
import type { ByteSource, FoundFile } from "./byte_source.ts";
import { type Descriptor, openDescriptor } from "./descriptor.ts";
import { statOf } from "./file_system.ts";

/** A file that is read as a byte source. */
export interface FileSource extends ByteSource {
  readonly file: FoundFile;
  readBehind(position: number, into: Uint8Array): Promise<void>;
  /** Closes the file, once nothing is under way. It cannot be read afterwards; closing it again does nothing. */
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
  /** The same for a file that was found before: when it is read, it must still be that one. */
  openFound(file: FoundFile): FileSource;
  /** Closes every file. None can be read afterwards. */
  close(): void;
}

/** Descriptors that a pool holds: far below the 256 that macOS gives a process, and enough for the shards that are read at once. */
const MAX_OPEN_FILES = 64;

/** Files of which at most `limit` are open at a time: the one read longest ago is closed first, and opened again on need. */
export function filePool(limit: number = MAX_OPEN_FILES): FilePool {
  // Those that are not in use. A set keeps the order of insertion, so the first is the one used longest ago.
  const idle = new Set<Lane>();
  let open = 0;
  let closed = false;

  function release(lane: Lane): void {
    idle.delete(lane);
    lane.descriptor.close();
    open--;
  }

  /** A descriptor has one position, so each read that is under way has one of its own. */
  function laneOf(source: FileSource, reopen: () => Descriptor): Lane {
    for (const lane of idle) {
      if (lane.source !== source) continue;
      idle.delete(lane);
      return lane;
    }
    for (const oldest of idle) {
      if (open < limit) break;
      release(oldest);
    }
    const lane = { source, descriptor: reopen() };
    open++;
    return lane;
  }

  function openFound(found: FoundFile): FileSource {
    const { path, byteLength } = found;
    let sourceClosed = false;

    function begin(position: number, wanted: number): Lane {
      checkRange(path, byteLength, position, wanted);
      if (closed || sourceClosed) {
        throw new SourceReadError(path, position, wanted, "it was closed");
      }
      return laneOf(source, () => reopen(found));
    }

    function end(lane: Lane): void {
      idle.add(lane);
      if (closed || sourceClosed) release(lane);
    }

    const source: FileSource = {
      name: path,
      byteLength,
      file: found,
      read(position, into) {
        try {
          const lane = begin(position, into.length);
          try {
            const read = lane.descriptor.read(position, into);
            checkCount(path, position, into.length, read);
          } finally {
            end(lane);
          }
        } catch (error) {
          throw readError(path, position, into.length, error);
        }
      },
      async readBehind(position, into) {
        try {
          const lane = begin(position, into.length);
          try {
            const read = await lane.descriptor.readBehind(position, into);
            checkCount(path, position, into.length, read);
          } finally {
            end(lane);
          }
        } catch (error) {
          throw readError(path, position, into.length, error);
        }
      },
      checkUnchanged: () => checkUnchanged(found),
      close() {
        sourceClosed = true;
        for (const lane of [...idle]) if (lane.source === source) release(lane);
      },
    };
    return source;
  }

  return {
    open: (path) => openFound(regularFile(path)),
    openFound,
    close() {
      closed = true;
      for (const lane of [...idle]) release(lane);
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

/** A descriptor, and the file that it reads. */
interface Lane {
  readonly source: FileSource;
  readonly descriptor: Descriptor;
}

function regularFile(path: string): FoundFile {
  let found: Deno.FileInfo;
  try {
    found = Deno.statSync(path);
  } catch (error) {
    throw new NotACheckpointError(path, reasonOf(error), { cause: error });
  }
  // A fifo would block for ever, and a device has no size.
  if (!found.isFile) throw new NotACheckpointError(path, "it is not a regular file");
  return foundFile(path, found);
}

function foundFile(path: string, { size, mtime, ino }: Deno.FileInfo): FoundFile {
  return {
    path,
    byteLength: size,
    ...(mtime !== null && { changed: mtime.getTime() }),
    ...(ino !== null && { inode: ino }),
  };
}

/** Opens a file that was looked at before, and makes sure that it is still the same. */
function reopen(found: FoundFile): Descriptor {
  const file = Deno.openSync(found.path);
  const now = file.statSync();
  const change = changeOf(found, now);
  if (change === undefined) return openDescriptor(file);
  file.close();
  throw new Error(change);
}

function checkUnchanged(found: FoundFile): void {
  const { path } = found;
  const now = statOf(path);
  const change = now === undefined ? "it is gone" : changeOf(found, now);
  if (change !== undefined) throw new SourceChangedError(path, change);
}

function changeOf(found: FoundFile, info: Deno.FileInfo): string | undefined {
  const now = foundFile(found.path, info);
  if (now.byteLength !== found.byteLength) {
    return `it had ${found.byteLength} bytes when it was opened first, and has ${now.byteLength} now`;
  }
  const isSame = info.isFile && now.changed === found.changed && now.inode === found.inode;
  return isSame ? undefined : "it was replaced or written to while it was in use";
}

function checkRange(path: string, size: number, position: number, wanted: number): void {
  if (position >= 0 && Number.isSafeInteger(position) && position + wanted <= size) return;
  throw new SourceReadError(path, position, wanted, `it has ${size} bytes`);
}

function checkCount(path: string, position: number, wanted: number, read: number): void {
  if (read === wanted) return;
  throw new SourceReadError(path, position, wanted, `it ends after ${read} of them`);
}

function readError(path: string, position: number, wanted: number, error: unknown): Error {
  if (error instanceof SourceReadError) return error;
  return new SourceReadError(path, position, wanted, reasonOf(error), { cause: error });
}
