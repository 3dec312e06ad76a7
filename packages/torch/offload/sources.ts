/**
 * The sources of a checkpoint, counted as they are found.
 *
 * @module
 */
import type { ByteSource } from "@tensorferry/core";

/** Sources in the order in which leaves count them. */
export interface OffloadSources {
  readonly all: readonly ByteSource[];
  /** Adds a source, and answers its number. */
  add(source: ByteSource): number;
}

/** No sources yet. */
export function offloadSources(): OffloadSources {
  const all: ByteSource[] = [];
  return { all, add: (source) => all.push(source) - 1 };
}
