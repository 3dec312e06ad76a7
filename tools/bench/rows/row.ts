/**
 * What a row of the tables is: work that is measured, and what it is held against.
 *
 * @module
 */
import type { Command } from "../measure/timed.ts";
import { copy, rehearsalOfCopies } from "../programs.ts";
import type { SourceName } from "../sources/recipes.ts";

/** The table that a row is in. */
export type Section = "speed" | "synced" | "cold" | "memory" | "headers" | "peers";

/** Where things lie while a row is run. */
export interface Places {
  source(name: SourceName): string;
  /** What is to be written; not there yet. */
  readonly out: string;
  /** Whether what is written must be on the disk before the time is up. */
  readonly synced: boolean;
  /** About the bytes of a source. */
  readonly size: number;
}

/** One of the two programs of a row. */
export interface Side {
  readonly reads: readonly SourceName[];
  /** What loads all that the program is made of, and does none of its work. */
  readonly rehearsal: Command;
  /** Whether it writes tensors, about as many bytes as are read of them. */
  readonly writes: boolean;
  command(places: Places): Command;
}

/** The program that shows what the machine can do. */
export interface Yardstick extends Side {
  readonly title: string;
}

/** What is to be reached: no more than these. Without any, that it ends well. */
export interface Target {
  /** Of the wall times, to the yardstick. */
  readonly ratio?: number;
  /** Seconds on the clock. */
  readonly wall?: number;
  /** Bytes resident. */
  readonly peak?: number;
}

/** Work that is measured. */
export interface Row {
  readonly name: string;
  readonly work: string;
  readonly section: Section;
  readonly ours: Side;
  readonly yardstick?: Yardstick;
  readonly target: Target;
  /** What the page cache holds when a run begins; where absent it is left as it is. */
  readonly cache?: "warm" | "cold";
  /** The bytes of a hard limit to run under. */
  readonly limit?: number;
  /** Whether it takes the environment of `deno task test:oracle`. */
  readonly python?: true;
  /** The most runs that are worth their time. */
  readonly mostRuns?: number;
}

export const MIB: number = 2 ** 20;

/** `cp -r` of a checkpoint. */
export function copyOf(name: SourceName): Yardstick {
  return {
    title: "cp -r",
    rehearsal: rehearsalOfCopies(),
    reads: [name],
    writes: true,
    command: ({ source, out, synced }) => copy(source(name), out, synced),
  };
}
