/**
 * Reads of runs of bytes, joined where they follow each other.
 *
 * @module
 */
import type { ByteSource } from "../../io/byte_source.ts";
import type { Pending } from "../../in_turn.ts";

/** Where the runs of a read go. One run is always held back, in case the next one continues it. */
export interface Runs {
  /** What is being filled. */
  readonly into: Uint8Array;
  /** Reads `byteLength` bytes of a source to `at` in `into`, now or with the run that follows. */
  add(source: ByteSource, position: number, byteLength: number, at: number): Pending;
  /** Reads what is held back. */
  flush(): Pending;
}

/** Joins runs that are neighbours both in their source and in `into`: one read a piece, however many runs it is made of. */
export function joinRuns(into: Uint8Array): Runs {
  let source: ByteSource | undefined;
  let position = 0;
  let start = 0;
  let stop = 0;

  function flush(): Pending {
    const from = source;
    source = undefined;
    return from?.read(position, into.subarray(start, stop));
  }

  return {
    into,
    flush,
    add(from, at, byteLength, to) {
      if (byteLength === 0) return;
      if (from === source && to === stop && at === position + (stop - start)) {
        stop += byteLength;
        return;
      }
      const pending = flush();
      source = from;
      position = at;
      start = to;
      stop = to + byteLength;
      return pending;
    },
  };
}
