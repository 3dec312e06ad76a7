/**
 * What tells the files of a source from others, and from themselves after a change.
 *
 * @module
 */
import { join, relative } from "node:path";
import { SourceChangedError } from "../errors.ts";
import type { ByteSource } from "../io/byte_source.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import { folderOf, statOf } from "../io/file_system.ts";

/** A file that is read, as it was found. */
export interface FileIdentity {
  /** Path within the source where it lies there, else its whole path. */
  readonly name: string;
  /** Absent where the source is not a file. */
  readonly found?: {
    /** In bytes. */
    readonly byteLength: number;
    /** Time of the last change, in milliseconds since 1970. */
    readonly changed: number;
    /** Number of the file on its device; 0 where the system has none. */
    readonly inode: number;
  };
}

/** The files of a source: those of its tensors in their order, then what goes with them. */
export type SourceIdentity = readonly FileIdentity[];

/** Looks at every file of a source. A stream has none. */
export function identify(
  checkpoint: Pick<Checkpoint, "path" | "sources" | "companions" | "incoming">,
): SourceIdentity {
  if (checkpoint.incoming !== undefined) return [];
  const folder = folderOf(checkpoint.path);
  const paths = [
    ...checkpoint.sources.map(({ name }) => name),
    ...checkpoint.companions.map((file) => join(folder, file)),
  ];
  return paths.map((path) => {
    const within = relative(folder, path);
    const stat = statOf(path);
    return {
      name: within === "" || within.startsWith("..") ? path : within,
      ...(stat && {
        found: {
          byteLength: stat.size,
          changed: stat.mtime?.getTime() ?? 0,
          inode: stat.ino ?? 0,
        },
      }),
    };
  });
}

/** The first file that is not the same in both, and what about it; nothing when all are. */
export function firstChange(before: SourceIdentity, now: SourceIdentity): string | undefined {
  for (let i = 0; i < Math.max(before.length, now.length); i++) {
    const [was, is] = [before[i], now[i]];
    if (was === undefined) return `${is!.name} has been added`;
    if (is?.name !== was.name) return `${was.name} is not read any more`;
    if (was.found === undefined && is.found === undefined) continue;
    if (is.found === undefined) return `${was.name} is gone`;
    if (was.found?.byteLength !== is.found.byteLength) {
      return `${was.name} had ${
        was.found?.byteLength ?? "no"
      } bytes, and has ${is.found.byteLength} now`;
    }
    if (was.found.changed !== is.found.changed) return `${was.name} has been written to`;
    if (was.found.inode !== is.found.inode) return `${was.name} has been replaced`;
  }
  return undefined;
}

/**
 * Makes sure that the files of tensors are still what they were when they were opened: after the last of them has been read.
 *
 * @throws SourceChangedError naming the first that is not.
 */
export function checkSourcesUnchanged(sources: readonly ByteSource[]): void {
  for (const source of sources) source.checkUnchanged?.();
}

/**
 * Makes sure that a source is still what it was.
 *
 * @throws SourceChangedError naming the first file that is not.
 */
export function checkUnchanged(checkpoint: Checkpoint, before: SourceIdentity): void {
  checkSourcesUnchanged(checkpoint.sources);
  const change = firstChange(before, identify(checkpoint));
  if (change !== undefined) throw new SourceChangedError(checkpoint.path, change);
}
