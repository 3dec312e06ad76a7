/**
 * How many bytes a file system has room for.
 *
 * @module
 */
import { reasonOf } from "../text/reason.ts";

/** Bytes that whoever asks may still write at a path; or why that is not known. */
export type FreeRoom = { readonly bytes: number } | { readonly unknown: string };

/** Asks the file system. Deno tells only with `--allow-sys=statfs`, and loads 11 MiB for it. */
export async function freeRoom(path: string): Promise<FreeRoom> {
  const permission = Deno.permissions.querySync({ name: "sys", kind: "statfs" });
  if (permission.state !== "granted") {
    return { unknown: "Deno tells it with --allow-sys=statfs only" };
  }
  const { statfsSync } = await import("node:fs");
  try {
    const { bavail, bsize, blocks } = statfsSync(path);
    return blocks === 0 ? { unknown: "the file system does not tell" } : { bytes: bavail * bsize };
  } catch (error) {
    return { unknown: reasonOf(error) };
  }
}
