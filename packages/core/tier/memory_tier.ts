/**
 * Memory as a tier.
 *
 * @module
 */
import type { Tier } from "./tier.ts";
import { tierOver } from "./tier_over.ts";

/**
 * A tier in memory. All of it is reserved at once, and becomes resident as far as it is used.
 *
 * @param capacity in bytes.
 *
 * @example
 * ```ts
 * import { memoryTier } from "@tensorferry/core/stream";
 * import assert from "node:assert/strict";
 *
 * const tier = memoryTier(1024);
 * tier.put(0, Uint8Array.of(1, 2, 3, 4));
 * tier.drop(0, 3);
 * assert.equal(tier.used, 3);
 * ```
 */
export function memoryTier(capacity: number): Tier {
  const bytes = new Uint8Array(capacity);
  return tierOver({
    name: "memory",
    write: (position, from) => bytes.set(from, position),
    read: (position, into) => into.set(bytes.subarray(position, position + into.length)),
    close() {},
  }, capacity);
}
