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
const WINDOW_BYTES = 4096;

/** Windows that are kept: those at both ends of an item, and one beyond. */
const WINDOWS = 3;

/** Bytes of a file that are in memory: `view` begins with that at `start`. */
export interface Window {
  readonly view: DataView;
  readonly start: number;
}

/** One that is moved from place to place. It has the bytes of the file before `stop`. */
interface OpenWindow extends Window {
  readonly bytes: Uint8Array;
  start: number;
  stop: number;
}

function newWindow(): OpenWindow {
  const bytes = new Uint8Array(WINDOW_BYTES);
  return { bytes, view: new DataView(bytes.buffer), start: 0, stop: 0 };
}

/** A source whose short reads are answered from windows that lie around earlier ones. One read at a time. */
export interface WindowSource extends ByteSource {
  /**
   * A window with the bytes from `start` to `stop` (exclusive), which holds them until the next read. Nothing where they are too
   * many, or not all there.
   */
  windowOf(start: number, stop: number): Window | undefined | Promise<Window>;
}

/** The same bytes as `source`. */
export function windowSource(source: ByteSource): WindowSource {
  const { name, byteLength } = source;
  /** The one that was used longest ago comes first. Their bytes are reused for other places. */
  const windows: OpenWindow[] = [];

  function windowOf(start: number, stop: number): Window | undefined | Promise<Window> {
    if (stop - start > WINDOW_BYTES / 2 || start < 0 || stop > byteLength) return undefined;
    // The last one is nearly always it.
    for (let i = windows.length - 1; i >= 0; i--) {
      const window = windows[i]!;
      if (start < window.start || stop > window.stop) continue;
      if (i < windows.length - 1) windows.push(windows.splice(i, 1)[0]!);
      return window;
    }
    return openWindow(start, stop);
  }

  /** Reads as much before the range as behind it. */
  function openWindow(start: number, stop: number): Window | Promise<Window> {
    const window = windows.length < WINDOWS ? newWindow() : windows.shift()!;
    const before = Math.floor((WINDOW_BYTES - (stop - start)) / 2);
    window.start = Math.max(0, start - before);
    window.stop = Math.min(byteLength, window.start + WINDOW_BYTES);
    const length = window.stop - window.start;
    const into = length < WINDOW_BYTES ? window.bytes.subarray(0, length) : window.bytes;
    const pending = source.read(window.start, into);
    if (pending !== undefined) return pending.then(() => keep(window));
    return keep(window);
  }

  /** Only now: one whose read fails is given up. */
  function keep(window: OpenWindow): Window {
    windows.push(window);
    return window;
  }

  function copy({ view, start }: Window, position: number, into: Uint8Array): void {
    const at = view.byteOffset + position - start;
    into.set(new Uint8Array(view.buffer, at, into.length));
  }

  return {
    name,
    byteLength,
    windowOf,
    read(position, into) {
      const window = windowOf(position, position + into.length);
      if (window === undefined) return source.read(position, into);
      if (window instanceof Promise) return window.then((window) => copy(window, position, into));
      copy(window, position, into);
    },
  };
}
