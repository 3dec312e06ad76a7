/**
 * What runs on another thread: it reads ahead.
 *
 * @module
 */
import type { Progress } from "./progress.ts";
import { readTracks } from "./read_tracks.ts";

addEventListener("message", (event) => {
  readTracks((event as MessageEvent<Progress>).data);
  self.close();
}, { once: true });
