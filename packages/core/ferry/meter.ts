/**
 * How far the work is, and when it is time to look up from it.
 *
 * @module
 */

/** Counts bytes, and lets others have their turn. */
export interface Meter<At> {
  /** Counts bytes done, and says where. Whether {@link Meter.turn} is due. */
  advance(bytes: number, at: At): boolean;
  /** Reports progress, lets timers and signals run, and throws when the work is to stop. */
  turn(): Promise<void>;
}

/** What a meter is for. */
export interface MeterOptions<At> {
  /** Bytes in all. */
  readonly total: number;
  readonly signal: AbortSignal | undefined;
  /** Called with the place last reached, and the bytes done by then. */
  readonly report: (at: At, done: number) => void;
}

/**
 * Longest time between two turns, in milliseconds: reads and writes are synchronous, so that Ctrl-C is heard only in a turn.
 */
const TURN = 50;

/** Starts counting. */
export function openMeter<At>({ total, signal, report }: MeterOptions<At>): Meter<At> {
  let done = 0;
  let reached: At | undefined;
  let last = performance.now();
  return {
    advance(bytes, at) {
      done += bytes;
      reached = at;
      return done === total || performance.now() - last > TURN;
    },
    async turn() {
      if (reached !== undefined) report(reached, done);
      await new Promise((resolve) => setTimeout(resolve, 0));
      signal?.throwIfAborted();
      last = performance.now();
    },
  };
}
