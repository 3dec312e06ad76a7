/**
 * How fast work goes, and how long it will take.
 *
 * @module
 */

/** What is known of the pace; nothing where it is too early to tell. */
export interface Pace {
  readonly bytesPerSecond?: number;
  readonly secondsLeft?: number;
}

/** Seconds over which the rate is taken: long enough to smooth a stall, short enough to follow a change. */
const WINDOW = 10;
/** Seconds between two samples. */
const SPACING = 0.25;
/** Seconds before the first rate is said. */
const EARLIEST = 0.5;

/**
 * Starts to measure.
 *
 * @param now Tells the time in milliseconds.
 * @returns The pace, to be asked with the bytes done so far and in all.
 */
export function openPace(now: () => number): (done: number, total: number) => Pace {
  const samples = [{ at: now() / 1000, done: 0 }];
  return (done, total) => {
    const at = now() / 1000;
    if (at - samples.at(-1)!.at >= SPACING) samples.push({ at, done });
    // One sample from before the window stays, so that the rate always spans all of it.
    while (samples.length > 1 && at - samples[1]!.at >= WINDOW) samples.shift();
    const [first] = samples;
    const seconds = at - first!.at;
    if (seconds < EARLIEST) return {};
    const bytesPerSecond = (done - first!.done) / seconds;
    return bytesPerSecond > 0
      ? { bytesPerSecond, secondsLeft: (total - done) / bytesPerSecond }
      : { bytesPerSecond: 0 };
  };
}
