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

  function* calls(position: number, bytes: Uint8Array): Calls {
    goTo(position);
    let done = 0;
    while (done < bytes.length) {
      const whole = done === 0 && bytes.length <= MAX_CALL_BYTES;
      const count = yield whole ? bytes : bytes.subarray(done, done + MAX_CALL_BYTES);
      if (count === 0) break;
      done += count;
    }
    cursor = position + done;
    return done;
  }

  function carryOut(steps: Calls, call: (bytes: Uint8Array) => number | null): number {
    let step = steps.next();
    while (!step.done) step = steps.next(call(step.value) ?? 0);
    return step.value;
  }

  async function carryOutBehind(
    steps: Calls,
    call: (bytes: Uint8Array) => Promise<number | null>,
  ): Promise<number> {
    let step = steps.next();
    while (!step.done) step = steps.next(await call(step.value) ?? 0);
    return step.value;
  }

  return {
    read: (position, into) => carryOut(calls(position, into), (part) => file.readSync(part)),
    readBehind: (position, into) =>
      carryOutBehind(calls(position, into), (part) => file.read(part)),
    write(position, bytes) {
      const written = carryOut(calls(position, bytes), (part) => file.writeSync(part));
      checkWritten(position, bytes.length, written);
    },
    async writeBehind(position, bytes) {
      const written = await carryOutBehind(calls(position, bytes), (part) => file.write(part));
      checkWritten(position, bytes.length, written);
    },
    close: () => file.close(),
  };
}

/** What is left to be done, call by call: yields bytes, takes how many of them were read or written, 0 for none. */
type Calls = Generator<Uint8Array, number, number>;

function checkWritten(position: number, wanted: number, written: number): void {
  if (written === wanted) return;
  throw new Error(
    `the system took none of ${wanted - written} bytes at ${position + written}`,
  );
}
