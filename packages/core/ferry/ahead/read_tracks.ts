/**
 * Has the disk read files before they are needed.
 *
 * Nothing is done with the bytes: they are in the memory of the system when somebody else reads them. A disk that has several reads
 * to do at a time does them faster, and what is written in the meantime waits longer.
 *
 * @module
 */
import { openDescriptor } from "../../io/descriptor.ts";
import { isOnDisk } from "./on_disk.ts";
import { advance, endProgress, hasEnded, type Progress, STEP } from "./progress.ts";
import { type Track, TRACKS_AT_A_TIME } from "./tracks.ts";

/** Slower than this many bytes in so many milliseconds (500 MB/s), reading in several places takes a disk longer than in one. */
const SLOWEST = { bytes: 2 ** 25, milliseconds: 64 } as const;

/** After so many bytes of a track it is looked whether what was read is still in memory. */
const LOOK_BACK = 2 ** 25;

/**
 * Goes along all tracks, some at a time, until they are over or somebody ends it, or it is seen to be of no use: the disk is slow, or
 * memory too small. Files that cannot be read are for those to tell that need them.
 */
export function readTracks(progress: Progress, openNext: OpenTrack = openTrack): void {
  const left = progress.tracks.entries();
  const window = new Uint8Array(STEP);
  const began = performance.now();
  let open: TrackUnderWay[] = [];
  let bytes = 0;
  let gone = false;

  function goOn(track: TrackUnderWay): void {
    bytes += track.read(window);
    advance(progress, track.index, track.done());
    gone ||= track.done() % LOOK_BACK === 0 && track.isGone();
  }

  function isOfUse(): boolean {
    const slow = SLOWEST.milliseconds / SLOWEST.bytes * bytes;
    return !gone && (bytes < SLOWEST.bytes || performance.now() - began < slow);
  }

  try {
    while (!hasEnded(progress) && isOfUse()) {
      while (open.length < TRACKS_AT_A_TIME) {
        const { value: next } = left.next();
        if (next === undefined) break;
        open.push(openNext(...next));
      }
      if (open.length === 0) break;
      open.forEach(goOn);
      for (const track of open) if (track.isOver()) track.close();
      open = open.filter((track) => !track.isOver());
    }
  } catch {
    // Nothing was promised.
  } finally {
    endProgress(progress);
    for (const track of open) track.close();
  }
}

/** Begins a track, of which the number in the progress is given too. */
export type OpenTrack = (index: number, track: Track) => TrackUnderWay;

/** A track that is under way. */
export interface TrackUnderWay {
  readonly index: number;
  /** How many of its bytes were read. */
  done(): number;
  isOver(): boolean;
  /** Reads what comes next into `window`; how many bytes. */
  read(window: Uint8Array): number;
  /** Whether something that was read is not in memory any more. */
  isGone(): boolean;
  close(): void;
}

function openTrack(index: number, { path, from, to }: Track): TrackUnderWay {
  const descriptor = openDescriptor(Deno.openSync(path));
  let at = from;
  return {
    index,
    done: () => at - from,
    isOver: () => at >= to,
    read(window) {
      const wanted = Math.min(window.length, to - at);
      descriptor.read(at, window.subarray(0, wanted));
      at += wanted;
      return wanted;
    },
    isGone: () => isOnDisk(descriptor, from + Math.floor((at - from) / 2)),
    close: () => descriptor.close(),
  };
}
