/**
 * Small reads of a file, answered from a few windows.
 *
 * @module
 */
import type { ByteSource } from "@tensorferry/core";

/**
 * Bytes of a window. What is read of an item of a `.distcp` lies at its two ends, about 1 KB each, and the end of one is next to the
 * beginning of another: so an item costs one read, instead of a dozen.
 */
const WINDOW_BYTES = 8192;

/** Windows that are kept: those at both ends of an item, and one beyond. */
const WINDOWS = 3;

/** Bytes of a file that are in memory. */
interface Window {
  /** Reused for other places. */
  readonly bytes: Uint8Array;
  start: number;
  stop: number;
}

/** The same bytes as `source`, where short reads are answered from windows that lie around earlier ones. One read at a time. */
export function windowSource(source: ByteSource): ByteSource {
  const { name, byteLength } = source;
  /** The one that was used longest ago comes first. */
  const windows: Window[] = [];

  function windowAround(start: number, stop: number): Window | undefined {
    // The last one is nearly always it.
    for (let i = windows.length - 1; i >= 0; i--) {
      const window = windows[i]!;
      if (start < window.start || stop > window.stop) continue;
      if (i < windows.length - 1) windows.push(...windows.splice(i, 1));
      return window;
    }
  }

  /** Reads as much before the range as behind it. */
  function openWindow(start: number, stop: number): void | Promise<void> {
    const window = windows.length < WINDOWS
      ? { bytes: new Uint8Array(WINDOW_BYTES), start: 0, stop: 0 }
      : windows.shift()!;
    const spare = WINDOW_BYTES - (stop - start);
    const from = Math.max(0, start - Math.floor(spare / 2));
    const to = Math.min(byteLength, from + WINDOW_BYTES);
    const keep = () => {
      window.start = from;
      window.stop = to;
      windows.push(window);
    };
    const pending = source.read(from, window.bytes.subarray(0, to - from));
    return pending === undefined ? keep() : pending.then(keep);
  }

  return {
    name,
    byteLength,
    read(position, into) {
      const stop = position + into.length;
      if (into.length > WINDOW_BYTES / 2 || position < 0 || stop > byteLength) {
        return source.read(position, into);
      }
      const copy = () => {
        const window = windowAround(position, stop)!;
        into.set(window.bytes.subarray(position - window.start, stop - window.start));
      };
      if (windowAround(position, stop) !== undefined) return copy();
      const pending = openWindow(position, stop);
      return pending === undefined ? copy() : pending.then(copy);
    },
  };
}
