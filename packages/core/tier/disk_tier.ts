/**
 * A disk as a tier.
 *
 * @module
 */
import { join } from "node:path";
import { TierError } from "../errors.ts";
import { openDescriptor } from "../io/descriptor.ts";
import { reasonOf } from "../text/reason.ts";
import type { Tier } from "./tier.ts";
import { type Space, tierOver } from "./tier_over.ts";

/**
 * A tier in one file of a folder.
 *
 * The file has lost its name before anything is written to it, so it is gone with the process that has it open, however that
 * ends, and no other program can open it. Its room is used again as it gets free: it is never longer than the most that
 * waited at once. Needs the permission to read and to write the folder.
 *
 * @param folder where the file is made; it must be there.
 * @param capacity the most bytes of it; without end when absent.
 * @throws TierError when no file can be made there, or, later, written: when the disk is full, say. What was kept stays.
 *
 * @example
 * ```ts
 * import { diskTier } from "@tensorferry/core/stream";
 * import assert from "node:assert/strict";
 *
 * const folder = Deno.makeTempDirSync();
 * const tier = diskTier(folder);
 * tier.put(0, Uint8Array.of(1, 2, 3, 4));
 * const into = new Uint8Array(2);
 * tier.read(0, 2, into);
 * assert.deepEqual([...into], [3, 4]);
 * assert.deepEqual([...Deno.readDirSync(folder)], []);
 * tier.close();
 * Deno.removeSync(folder);
 * ```
 */
export function diskTier(folder: string, capacity: number = Infinity): Tier {
  return tierOver(namelessFile(folder), capacity);
}

/** A file that only its descriptor leads to. */
function namelessFile(folder: string): Space {
  const path = join(folder, `.tensorferry-spill-${crypto.randomUUID()}`);
  const options = { read: true, write: true, createNew: true, mode: 0o600 };
  const file = attempt(folder, 0, () => Deno.openSync(path, options));
  const descriptor = openDescriptor(file);
  try {
    // Windows takes the name away as well: Deno opens files so that they may be deleted, and they are when they are closed.
    attempt(folder, 0, () => Deno.removeSync(path));
  } catch (error) {
    file.close();
    throw error;
  }
  let closed = false;
  return {
    name: folder,
    write: (position, bytes) =>
      attempt(folder, bytes.length, () => descriptor.write(position, bytes)),
    read(position, into) {
      attempt(folder, into.length, () => {
        const count = descriptor.read(position, into);
        if (count < into.length) throw new Error(`the file ends at byte ${position + count}`);
      });
    },
    close() {
      if (!closed) descriptor.close();
      closed = true;
    },
  };
}

function attempt<T>(folder: string, bytes: number, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new TierError(folder, bytes, reasonOf(cause), { cause });
  }
}
