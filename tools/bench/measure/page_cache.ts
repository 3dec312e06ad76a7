/**
 * Bringing the page cache into a known state between runs.
 *
 * @module
 */
import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";

const DROP_CACHES = "/proc/sys/vm/drop_caches";
const WINDOW_BYTES = 2 ** 20;

/** Waits until nothing that was written is still on its way to a disk. */
export async function settle(): Promise<void> {
  const { success } = await new Deno.Command("sync").output();
  if (!success) throw new Error("Cannot wait for the disk: sync failed");
}

/** Reads every file of a folder once. */
export function warm(folder: string): void {
  const window = new Uint8Array(WINDOW_BYTES);
  for (const name of readdirSync(folder)) {
    const fd = openSync(join(folder, name), "r");
    try {
      while (readSync(fd, window) > 0);
    } finally {
      closeSync(fd);
    }
  }
}

/** Empties the page cache; answers whether the machine lets us. */
export async function dropCaches(): Promise<boolean> {
  await settle();
  try {
    Deno.writeTextFileSync(DROP_CACHES, "3");
    return true;
  } catch {
    return false;
  }
}
