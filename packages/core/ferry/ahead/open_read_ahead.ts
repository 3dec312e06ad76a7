/**
 * Reading ahead, seen from the first thread.
 *
 * @module
 */
import type { ByteSource, FoundFile } from "../../io/byte_source.ts";
import { openDescriptor } from "../../io/descriptor.ts";
import { isOnDisk } from "./on_disk.ts";
import { beginProgress, endProgress, type Progress } from "./progress.ts";
import type { Track } from "./tracks.ts";

/** Reading ahead, until it is ended. */
export interface ReadAhead {
  readonly progress: Progress;
  /** Ends it: nobody waits for it any more. */
  close(): void;
}

const MODULE = new URL("./worker.ts", import.meta.url);

/** Sources that are asked whether they are in memory. */
const ASKED = 8;

/** Whether most files are still on the disk, as far as the middle of some tells. */
export function isCold(sources: readonly ByteSource[]): boolean {
  const files = sources.flatMap(({ file }) => file ?? []);
  const every = Math.ceil(files.length / ASKED);
  const asked = files.filter((_, i) => i % every === 0);
  return asked.filter(waitsForDisk).length * 2 > asked.length;
}

/** What cannot be read is for those to tell that need it. */
function waitsForDisk({ path, byteLength }: FoundFile): boolean {
  try {
    using file = Deno.openSync(path);
    return isOnDisk(openDescriptor(file), Math.floor(byteLength / 2));
  } catch {
    return false;
  }
}

/** Starts a thread that reads ahead. It reads the module of this package that it runs, for which the program needs the permission. */
export function openReadAhead(tracks: readonly Track[]): ReadAhead {
  const progress = beginProgress(tracks);
  const worker = new Worker(MODULE, { type: "module" });
  worker.onerror = (event) => {
    // All goes on without it.
    event.preventDefault();
    endProgress(progress);
  };
  worker.postMessage(progress);
  return {
    progress,
    close() {
      endProgress(progress);
      worker.terminate();
    },
  };
}
