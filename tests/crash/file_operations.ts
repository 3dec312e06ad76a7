/**
 * The file operations of this process, counted, and made to fail or to be the last.
 *
 * @module
 */

/** An operation that is about to be carried out. */
export interface Operation {
  /** 1 for the first. */
  readonly number: number;
  readonly name: string;
}

/** What becomes of an operation: it is done, unless something happens instead. */
export type Interference = (operation: Operation) => Instead | void;

/** What happens instead of an operation. */
export interface Instead {
  /** Whether half of the bytes have been written by then. */
  readonly afterHalf?: boolean;
  readonly instead: () => never;
}

const OF_DENO = [
  "openSync",
  "mkdirSync",
  "renameSync",
  "removeSync",
  "statSync",
  "lstatSync",
  "readDirSync",
  "readFileSync",
  "realPathSync",
] as const;
const OF_FILES = [
  "readSync",
  "read",
  "writeSync",
  "write",
  "seekSync",
  "syncSync",
  "syncData",
  "truncateSync",
  "tryLockSync",
  "statSync",
] as const;
/** What reaches the disk can be left out where no power cut is tried; it is what takes the time. */
const SYNCS: readonly string[] = ["syncSync", "syncData"];

type AnyFunction = (...args: unknown[]) => unknown;

/** Runs `work` with every file operation reported to `interfere` first. Files that it leaves open are closed, as by the end of a process. */
export async function withInterference<T>(
  interfere: Interference,
  work: () => Promise<T>,
): Promise<T> {
  let number = 0;
  const open = new Set<Deno.FsFile>();
  const restore: (() => void)[] = [];

  function wrap(owner: object, name: string): void {
    const functions = owner as Record<string, AnyFunction>;
    const original = functions[name]!;
    const wrapped = function (this: unknown, ...args: unknown[]): unknown {
      number++;
      const other = interfere({ number, name });
      if (other?.afterHalf && name.startsWith("write")) {
        const bytes = args[0] as Uint8Array;
        writeSync.call(this as Deno.FsFile, bytes.subarray(0, bytes.length >> 1));
      }
      if (other !== undefined) return other.instead();
      if (SYNCS.includes(name)) return name === "syncData" ? Promise.resolve() : undefined;
      const result = original.apply(this, args);
      if (name === "openSync") open.add(result as Deno.FsFile);
      return result;
    };
    functions[name] = wrapped;
    restore.push(() => functions[name] = original);
  }

  const { close, writeSync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.close = function () {
    open.delete(this);
    close.call(this);
  };
  restore.push(() => Deno.FsFile.prototype.close = close);
  for (const name of OF_DENO) wrap(Deno, name);
  for (const name of OF_FILES) wrap(Deno.FsFile.prototype, name);
  try {
    return await work();
  } finally {
    for (const undo of restore) undo();
    for (const file of open) file.close();
  }
}

/** The process is dead: what it would have done from now on does not happen. */
export class Dead extends Error {}

/** Ends the process at an operation: before it, or, where it writes, in its middle. */
export function deathAt(number: number): Interference {
  return (operation) => {
    if (operation.number < number) return;
    return {
      afterHalf: operation.number === number,
      instead() {
        throw new Dead(`dead at ${number}`);
      },
    };
  };
}

/** Makes one operation fail as the system does. */
export function failureAt(number: number, error: () => Error): Interference {
  return (operation) => {
    if (operation.number !== number) return;
    return {
      instead() {
        throw error();
      },
    };
  };
}
