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
  /** Counts up from use to use: the one with the lowest was used longest ago. */
  used: number;
}

function newWindow(): OpenWindow {
  const bytes = new Uint8Array(WINDOW_BYTES);
  return { bytes, view: new DataView(bytes.buffer), start: 0, stop: 0, used: 0 };
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
  /** Their bytes are reused for other places. */
  const windows = Array.from({ length: WINDOWS }, newWindow);
  let uses = 0;

  function windowOf(start: number, stop: number): Window | undefined | Promise<Window> {
    if (stop - start > WINDOW_BYTES / 2 || start < 0 || stop > byteLength) return undefined;
    let oldest = windows[0]!;
    for (let i = 0; i < WINDOWS; i++) {
      const window = windows[i]!;
      if (start >= window.start && stop <= window.stop) return use(window);
      if (window.used < oldest.used) oldest = window;
    }
    return move(oldest, start, stop);
  }

  /** Reads as much before the range as behind it. */
  function move(window: OpenWindow, start: number, stop: number): Window | Promise<Window> {
    const before = Math.floor((WINDOW_BYTES - (stop - start)) / 2);
    const from = Math.max(0, start - before);
    const length = Math.min(byteLength - from, WINDOW_BYTES);
    const into = length < WINDOW_BYTES ? window.bytes.subarray(0, length) : window.bytes;
    // Until the read has come to its end, it has no bytes.
    window.stop = 0;
    window.start = from;
    const pending = source.read(from, into);
    if (pending !== undefined) return pending.then(() => use(window, from + length));
    return use(window, from + length);
  }

  function use(window: OpenWindow, stop: number = window.stop): Window {
    window.stop = stop;
    window.used = ++uses;
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
