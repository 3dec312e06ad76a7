/**
 * How far the work is, and when it is time to look up from it.
 *
 * @module
 */
import type { Plan } from "../plan/plan.ts";

/** Where a conversion stands. */
export interface Progress {
  /** Tensor and file that are being written. */
  readonly tensor: string;
  readonly file: string;
  /** Bytes of tensors written so far, and in all. */
  readonly done: number;
  readonly total: number;
}

/** Counts bytes, and lets others have their turn. */
export interface Meter {
  /** Counts bytes written. Whether {@link Meter.turn} is due. */
  advance(file: string, tensor: string, bytes: number): boolean;
  /** Reports progress, lets timers and signals run, and throws when the work is to stop. */
  turn(): Promise<void>;
}

/**
 * Longest time between two turns, in milliseconds: reads and writes are synchronous, so that Ctrl-C is heard only in a turn.
 */
const TURN = 50;

/** Starts counting. */
export function openMeter(
  plan: Plan,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: Progress) => void },
): Meter {
  let done = 0;
  let last = performance.now();
  let at = { file: "", tensor: "" };
  return {
    advance(file, tensor, bytes) {
      done += bytes;
      at = { file, tensor };
      return done === plan.bytesWritten || performance.now() - last > TURN;
    },
    async turn() {
      options.onProgress?.({ ...at, done, total: plan.bytesWritten });
      await new Promise((resolve) => setTimeout(resolve, 0));
      options.signal?.throwIfAborted();
      last = performance.now();
    },
  };
}
