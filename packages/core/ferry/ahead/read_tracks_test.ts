import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openFile } from "../../io/file_source.ts";
import { temporaryFolder } from "../../testing/temporary_folder.ts";
import { isCold, openReadAhead } from "./open_read_ahead.ts";
import { beginProgress, endProgress, hasEnded, STEP } from "./progress.ts";
import { readTracks } from "./read_tracks.ts";
import { type Track, TRACKS_AT_A_TIME } from "./tracks.ts";

/** More tracks than are gone along at a time, of several lengths. */
function writeFiles(folder: string): Track[] {
  return Array.from({ length: TRACKS_AT_A_TIME + 3 }, (_, source) => {
    const path = join(folder, `${source}`);
    const to = source * STEP + 7;
    writeFileSync(path, new Uint8Array(to));
    return { source, path, from: 0, to };
  });
}

Deno.test("readTracks() goes along every track to its end", () => {
  using folder = temporaryFolder();
  const progress = beginProgress(writeFiles(folder.path));
  readTracks(progress);
  assert(hasEnded(progress));
  const over = progress.steps.at(-1);
  assert.deepEqual([...progress.steps], Array(progress.tracks.length + 1).fill(over));
});

Deno.test("readTracks() reads nothing once it was ended", () => {
  using folder = temporaryFolder();
  const progress = beginProgress(writeFiles(folder.path));
  endProgress(progress);
  readTracks(progress);
  assert(progress.steps.subarray(0, -1).every((steps) => steps === 0));
});

/** A track of 1 GiB that reads nothing: what a read takes, in milliseconds, and whether it is gone afterwards. */
function readNothing(takes: number, isGone: boolean) {
  const progress = beginProgress([{ source: 0, path: "", from: 0, to: 2 ** 30 }]);
  let done = 0;
  let isClosed = false;
  readTracks(progress, (index) => ({
    index,
    done: () => done,
    isOver: () => done === 2 ** 30,
    read({ length }) {
      const end = performance.now() + takes;
      while (performance.now() < end);
      done += length;
      return length;
    },
    isGone: () => isGone,
    close: () => isClosed = true,
  }));
  assert(isClosed);
  assert(hasEnded(progress));
  return done;
}

Deno.test("readTracks() leaves off on a disk that is slow", () => {
  // 250 MB/s.
  assert.equal(readNothing(0.5, false), 2 ** 25);
});

Deno.test("readTracks() leaves off where what it has read is gone", () => {
  assert.equal(readNothing(0, true), 2 ** 25);
});

Deno.test("readTracks() leaves a file that is not there to those that need it", () => {
  using folder = temporaryFolder();
  const tracks = writeFiles(folder.path);
  const progress = beginProgress([...tracks, { ...tracks[0]!, path: join(folder.path, "no") }]);
  readTracks(progress);
  assert(hasEnded(progress));
});

Deno.test("a worker reads ahead, and can be ended at any time", async () => {
  using folder = temporaryFolder();
  const tracks = writeFiles(folder.path);
  const ahead = openReadAhead(tracks);
  while (!hasEnded(ahead.progress)) await new Promise((resolve) => setTimeout(resolve, 1));
  assert(ahead.progress.steps.every((steps) => steps > 0));
  ahead.close();
  ahead.close();
  const other = openReadAhead(tracks);
  other.close();
  assert(hasEnded(other.progress));
});

Deno.test("what cannot be read is not cold", () => {
  using folder = temporaryFolder();
  const sources = writeFiles(folder.path).map(({ path }) => openFile(path));
  for (const source of sources) source.close();
  assert.equal(isCold(sources), false);
  assert.equal(isCold([]), false);
});
