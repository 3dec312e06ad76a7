/**
 * Progress in words.
 *
 * @module
 */
import { formatByteSize, printable } from "@tensorferry/core";
import { formatDuration } from "../output/words.ts";
import type { Pace } from "./pace.ts";

/** Where the work stands. */
export interface Stand {
  /** Bytes done, and in all. */
  readonly done: number;
  readonly total: number;
  /** What is being worked on, such as a file. */
  readonly at?: string;
}

/** Characters of a full bar. */
const BAR = 20;

/** Progress in one line: `42%, 1.68 GB of 4 GB, 512 MB/s, 4.5 s left`. */
export function progressText(
  { done, total }: Stand,
  { bytesPerSecond, secondsLeft }: Pace,
): string {
  return [
    `${percentOf(done, total)}%`,
    `${formatByteSize(done)} of ${formatByteSize(total)}`,
    ...(bytesPerSecond === undefined ? [] : [`${formatByteSize(Math.round(bytesPerSecond))}/s`]),
    ...(secondsLeft === undefined ? [] : [`${formatDuration(secondsLeft)} left`]),
  ].join(", ");
}

/** The same behind a bar, cut to fit a terminal. */
export function progressBar(stand: Stand, pace: Pace, columns: number): string {
  const full = stand.total === 0 ? BAR : Math.floor(BAR * stand.done / stand.total);
  const at = stand.at === undefined ? "" : `  ${printable(stand.at)}`;
  const line = `${"█".repeat(full)}${"░".repeat(BAR - full)} ${progressText(stand, pace)}${at}`;
  // A line that reaches the last column would wrap, and could not be written over.
  return line.length < columns ? line : line.slice(0, Math.max(0, columns - 2)) + "…";
}

function percentOf(done: number, total: number): number {
  return total === 0 ? 100 : Math.floor(100 * done / total);
}
