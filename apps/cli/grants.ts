/**
 * What Deno has to allow for a verb.
 *
 * Asked before anything else, so that whoever runs it learns of all flags at once, and no prompt comes up in the middle.
 *
 * @module
 */
import { EXIT, type ExitCode, isFile, TensorferryError } from "@tensorferry/core";
import { dirname } from "node:path";
import { shellWord } from "./shell_word.ts";
import { STREAM } from "./streams/stream_path.ts";

/** The paths that a verb works with. */
export interface NeededGrants {
  readonly read: readonly string[];
  readonly write?: readonly string[];
}

/** Deno was not allowed to read or write something. Give it the flags that the message names. */
export class GrantError extends TensorferryError {
  override readonly tag = "Grant";
  override readonly exitCode: ExitCode = EXIT.usage;
}

/**
 * Makes sure that everything needed is granted.
 *
 * @throws GrantError naming the flags that grant it.
 */
export function requireGrants({ read, write = [] }: NeededGrants): void {
  const reads = [...new Set(read)];
  const refused = [
    ...reads.filter((path) => !isGranted("read", path)).map((path) => `read ${path}`),
    ...write.filter((path) => !isGranted("write", path)).map((path) => `write ${path}`),
  ];
  if (refused.length === 0) return;
  throw new GrantError(
    `Cannot ${refused.join(", ")}: Deno does not allow it. Run it with ${
      [flag("--allow-read", reads), ...(write.length > 0 ? [flag("--allow-write", write)] : [])]
        .join(" ")
    }`,
  );
}

/** What has to be readable for checkpoints: their folders, also where one file of them is named, and the config that is named. */
export function pathsToRead(checkpoints: readonly string[], config?: string): string[] {
  const folders = checkpoints.filter((path) => path !== STREAM).map((path) =>
    isGranted("read", path) && isFile(path) ? dirname(path) : path
  );
  return config === undefined ? folders : [...folders, config];
}

function isGranted(name: "read" | "write", path: string): boolean {
  return Deno.permissions.querySync({ name, path }).state === "granted";
}

/** Deno parts the paths of a flag by commas, and takes two of them for one in a path. */
function flag(name: string, paths: readonly string[]): string {
  return shellWord(`${name}=${paths.map((path) => path.replaceAll(",", ",,")).join(",")}`);
}
