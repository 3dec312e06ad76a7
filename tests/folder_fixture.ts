/**
 * What folders hold, compared to the byte.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder in a destination under whose name nothing takes files for a checkpoint. */
export const STAGING = ".tensorferry-staging";

/** The files of a folder, by name. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/** Reads the files of a folder, without those that are not in place; none where there is no folder. There must be no others in it. */
export function contentsOf(folder: string): Contents {
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder).filter((file) => file !== STAGING).toSorted()
      .map((file) => [file, readFileSync(join(folder, file))]),
  );
}

/** Whether both have the same files with the same bytes. */
export function areSame(one: Contents, two: Contents): boolean {
  return one.size === two.size && differing(one, two).length === 0;
}

/** Asserts that both have the same files with the same bytes. */
export function assertSame(actual: Contents, expected: Contents): void {
  assert.deepEqual([...actual.keys()], [...expected.keys()]);
  assert.deepEqual(differing(actual, expected), [], "these differ");
}

/** Names of files that the other has with other bytes, or not at all. */
function differing(one: Contents, two: Contents): string[] {
  return [...one].filter(([file, bytes]) => {
    const other = two.get(file);
    return other === undefined || Buffer.compare(bytes, other) !== 0;
  }).map(([file]) => file);
}
