/**
 * How far sources have been read ahead, as all threads see it.
 *
 * @module
 */
import type { ByteSource } from "../../io/byte_source.ts";
import type { Track } from "./tracks.ts";

/** Bytes of a track that are read at once; what is left of it, at its end. */
export const STEP: number = 2 ** 17;

/** What threads share. It can be sent in a message. */
export interface Progress {
  readonly tracks: readonly Track[];
  /** For each track how many steps it has come; {@link OVER} where nobody is to wait for it. The last number is for all of them. */
  readonly steps: Int32Array<SharedArrayBuffer>;
}

/** So many steps no track has. */
const OVER = 2 ** 31 - 1;

/** Milliseconds until somebody who waits looks again. */
const LOOK_AGAIN = 1;

/** Nothing has been read ahead. */
export function beginProgress(tracks: readonly Track[]): Progress {
  const numbers = new SharedArrayBuffer((tracks.length + 1) * Int32Array.BYTES_PER_ELEMENT);
  return { tracks, steps: new Int32Array(numbers) };
}

/** Tells how many bytes of a track were read. */
export function advance({ tracks, steps }: Progress, track: number, done: number): void {
  const { from, to } = tracks[track]!;
  Atomics.store(steps, track, done >= to - from ? OVER : Math.floor(done / STEP));
}

/** Tells that no more is read ahead, so that nobody waits. */
export function endProgress({ tracks, steps }: Progress): void {
  Atomics.store(steps, tracks.length, OVER);
}

/** Whether {@link endProgress} was called, on any thread. */
export function hasEnded({ tracks, steps }: Progress): boolean {
  return Atomics.load(steps, tracks.length) === OVER;
}

/**
 * The same sources, whose reads wait for a track that is under way towards them: whoever overtakes it has the disk go here and
 * there, and takes half as long again for all.
 */
export function followers(
  sources: readonly ByteSource[],
  progress: Progress | undefined,
): readonly ByteSource[] {
  if (progress === undefined) return sources;
  return sources.map((source, i) => follower(source, i, progress));
}

function follower(source: ByteSource, index: number, progress: Progress): ByteSource {
  const tracks = [...progress.tracks.entries()].filter(([, track]) => track.source === index);
  const { steps } = progress;

  /** Whether a track that has begun will come to these bytes, and has not yet. */
  function isAwaited(position: number, end: number): boolean {
    if (hasEnded(progress)) return false;
    return tracks.some(([i, { from, to }]) => {
      if (end <= from || position >= to) return false;
      const done = Atomics.load(steps, i);
      return done > 0 && done < OVER && from + done * STEP < Math.min(end, to);
    });
  }

  async function awaited(position: number, end: number): Promise<void> {
    while (isAwaited(position, end)) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    }
  }

  const { name, byteLength } = source;
  return {
    name,
    byteLength,
    read(position, into) {
      const end = position + into.length;
      if (!isAwaited(position, end)) return source.read(position, into);
      return awaited(position, end).then(() => source.read(position, into));
    },
    ...(source.readBehind && {
      async readBehind(position: number, into: Uint8Array): Promise<void> {
        await awaited(position, position + into.length);
        await source.readBehind!(position, into);
      },
    }),
  };
}
