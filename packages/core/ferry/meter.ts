/**
 * How far the work is, and when it is time to look up from it.
 *
 * @module
 */

/** Counts bytes, and lets others have their turn. */
export interface Meter<At> {
  /** Counts bytes done, and says where. Whether {@link Meter.turn} is due. */
  advance(bytes: number, at: At): boolean;
  /** Reports progress, lets timers, signals and messages come through, and throws when the work is to stop. */
  turn(): Promise<void>;
}

/** What a meter is for. */
export interface MeterOptions<At> {
  /** Bytes in all. */
  readonly total: number;
  readonly signal: AbortSignal | undefined;
  /** Called with the place last reached, and the bytes done by then. */
  readonly report: (at: At, done: number) => void;
  /** Longest time between two turns, in milliseconds; 10 when absent. */
  readonly turnEvery?: number;
}

/** Reads and writes are synchronous, so that Ctrl-C is heard only in a turn. */
const TURN = 10;

/** Starts counting. */
export function openMeter<At>(
  { total, signal, report, turnEvery = TURN }: MeterOptions<At>,
): Meter<At> {
  let done = 0;
  let reached: At | undefined;
  let last = performance.now();
  return {
    advance(bytes, at) {
      done += bytes;
      reached = at;
      return done === total || performance.now() - last > turnEvery;
    },
    async turn() {
      if (reached !== undefined) report(reached, done);
      await lookUp();
      signal?.throwIfAborted();
      last = performance.now();
    },
  };
}

const NOTHING = new Uint8Array();

/**
 * Waits for something that another thread does, in 50 µs: only then does the runtime look for signals and messages. It does not do so
 * reliably between immediates, and a timer of 0 ms takes 2 ms (Deno 2.9.6).
 */
async function lookUp(): Promise<void> {
  await crypto.subtle.digest("SHA-1", NOTHING);
}
