/**
 * Open files, read and written at positions.
 *
 * @module
 */

/** An open file. One read or write at a time. */
export interface Descriptor {
  /** Reads from `position` on until `into` is full or the file ends. How many bytes were read. */
  read(position: number, into: Uint8Array): number;
  /** The same on another thread. */
  readBehind(position: number, into: Uint8Array): Promise<number>;
  /** Writes all of `bytes` from `position` on. */
  write(position: number, bytes: Uint8Array): void;
  /** The same on another thread. `bytes` must not change until it is done. */
  writeBehind(position: number, bytes: Uint8Array): Promise<void>;
  close(): void;
}

/**
 * Bytes asked for in one call; Linux reads and writes at most 2^31 - 4096, and one call cannot be interrupted.
 */
const MAX_CALL_BYTES = 2 ** 26;

/** Reads and writes a file at positions: it seeks where a call does not begin where the last one ended. */
export function openDescriptor(file: Deno.FsFile): Descriptor {
  let cursor = 0;

  function goTo(position: number): void {
    if (position !== cursor) file.seekSync(position, Deno.SeekMode.Start);
    // Until a call says how far it came, the place is not known.
    cursor = NaN;
  }

  /** How many bytes were read or written: fewer than all where a call says that there are none. */
  function carryOut(position: number, bytes: Uint8Array, call: SyncCall): number {
    goTo(position);
    let done = 0;
    while (done < bytes.length) {
      const count = call(nextPart(bytes, done)) ?? 0;
      if (count === 0) break;
      done += count;
    }
    cursor = position + done;
    return done;
  }

  async function carryOutBehind(
    position: number,
    bytes: Uint8Array,
    call: AsyncCall,
  ): Promise<number> {
    goTo(position);
    let done = 0;
    while (done < bytes.length) {
      const count = await call(nextPart(bytes, done)) ?? 0;
      if (count === 0) break;
      done += count;
    }
    cursor = position + done;
    return done;
  }

  const readPart: SyncCall = (part) => file.readSync(part);
  const writePart: SyncCall = (part) => file.writeSync(part);
  return {
    read: (position, into) => carryOut(position, into, readPart),
    readBehind: (position, into) => carryOutBehind(position, into, (part) => file.read(part)),
    write(position, bytes) {
      checkWritten(position, bytes.length, carryOut(position, bytes, writePart));
    },
    async writeBehind(position, bytes) {
      const written = await carryOutBehind(position, bytes, (part) => file.write(part));
      checkWritten(position, bytes.length, written);
    },
    close: () => file.close(),
  };
}

/** Reads or writes bytes, and answers how many; 0 or nothing where there are none. */
type SyncCall = (bytes: Uint8Array) => number | null;
type AsyncCall = (bytes: Uint8Array) => Promise<number | null>;

function nextPart(bytes: Uint8Array, done: number): Uint8Array {
  const isWhole = done === 0 && bytes.length <= MAX_CALL_BYTES;
  return isWhole ? bytes : bytes.subarray(done, done + MAX_CALL_BYTES);
}

function checkWritten(position: number, wanted: number, written: number): void {
  if (written === wanted) return;
  throw new Error(
    `the system took none of ${wanted - written} bytes at ${position + written}`,
  );
}
