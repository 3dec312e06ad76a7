/**
 * Names in the order that people expect.
 *
 * @module
 */

/**
 * Sorts names so that numbers in them count as numbers: layer 10 after layer 9.
 *
 * @example
 * ```ts
 * import { naturalOrder } from "@tensorferry/core";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(naturalOrder(["layers.10.w", "layers.9.w"]), ["layers.9.w", "layers.10.w"]);
 * ```
 */
export function naturalOrder(names: Iterable<string>): string[] {
  const keyed = Array.from(names, (name) => ({ name, key: sortKey(name) }));
  keyed.sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : a.name < b.name ? -1 : 1);
  return keyed.map(({ name }) => name);
}

/** Long enough for any number below 2^53. */
const DIGITS = 16;

function sortKey(name: string): string {
  return name.replace(/\d+/g, (number) => number.padStart(DIGITS, "0"));
}
