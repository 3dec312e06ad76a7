/**
 * How many threads write.
 *
 * @module
 */
import { OptionError } from "../../errors.ts";
import type { ByteSource } from "../../io/byte_source.ts";
import type { PlannedMemory, PlannedShard } from "../../plan/plan.ts";

/** A thread takes 50 ms to start, and with less than this there would not be much left for it to do. */
const WORTH_A_THREAD = 2 ** 28;

/** Threads that help by default: two fill the memory bus of most machines, and each takes 15–18 MiB beside its buffers. */
const DEFAULT_THREADS = 2;

/** What decides how many threads there may be. */
export interface Writing {
  readonly shards: readonly PlannedShard[];
  readonly sources: readonly ByteSource[];
  readonly memory: PlannedMemory;
}

/** Whether another thread has something to do here, and a core to do it with. */
export function isWorthAThread(shards: readonly PlannedShard[]): boolean {
  const bytes = shards.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return bytes >= WORTH_A_THREAD && navigator.hardwareConcurrency > 1;
}

/**
 * The threads to write with: as many as asked, or as help, and never more than there are shards or memory for.
 *
 * @throws OptionError when so many cannot be asked for.
 */
export function threadCount({ shards, sources, memory }: Writing, asked?: number): number {
  if (asked !== undefined && !(Number.isSafeInteger(asked) && asked >= 1)) {
    throw new OptionError(`Cannot write with ${asked} threads: give a whole number from 1 on`);
  }
  // Another thread has to open what it reads.
  if (sources.some(({ file }) => file === undefined)) return 1;
  const helpful = isWorthAThread(shards) ? DEFAULT_THREADS : 1;
  return Math.max(
    1,
    Math.min(asked ?? helpful, shards.length, Math.floor(memory.budget / memory.least)),
  );
}
