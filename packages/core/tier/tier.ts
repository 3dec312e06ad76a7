/**
 * Places where bytes can wait.
 *
 * @module
 */

/**
 * A place with a capacity where bytes can wait: memory, a disk, something remote.
 *
 * All that a new kind of place has to offer. One call at a time; those that answer nothing are done at once.
 *
 * @example A tier of plain arrays
 * ```ts
 * import { TierError } from "@tensorferry/core";
 * import type { Tier } from "@tensorferry/core/stream";
 * import assert from "node:assert/strict";
 *
 * function arrayTier(capacity: number): Tier {
 *   const stored = new Map<number, Uint8Array>();
 *   return {
 *     name: "arrays",
 *     capacity,
 *     get used() {
 *       return stored.values().reduce((sum, { length }) => sum + length, 0);
 *     },
 *     put(id, bytes) {
 *       if (this.used + bytes.length > capacity) throw new TierError("arrays", bytes.length, "they are full");
 *       stored.set(id, bytes.slice());
 *     },
 *     read: (id, offset, into) => into.set(stored.get(id)!.subarray(offset, offset + into.length)),
 *     drop(id, from) {
 *       if (from === 0) stored.delete(id);
 *       else stored.set(id, stored.get(id)!.slice(0, from));
 *     },
 *     close: () => stored.clear(),
 *   };
 * }
 *
 * const tier = arrayTier(4);
 * tier.put(0, Uint8Array.of(1, 2, 3));
 * const into = new Uint8Array(2);
 * tier.read(0, 1, into);
 * assert.deepEqual([...into], [2, 3]);
 * assert.throws(() => tier.put(1, Uint8Array.of(4, 5)), TierError);
 * ```
 */
export interface Tier {
  /** What to call it in reports and errors: `memory`, or a path. */
  readonly name: string;
  /** The most bytes that it holds. */
  readonly capacity: number;
  /** Bytes that it holds now. */
  readonly used: number;
  /**
   * Keeps a copy of bytes under a number that is not in use.
   *
   * @throws TierError when it cannot; it then holds what it held before.
   */
  put(id: number, bytes: Uint8Array): void | Promise<void>;
  /** Fills `into` with what is kept under `id`, from byte `offset` on. */
  read(id: number, offset: number, into: Uint8Array): void | Promise<void>;
  /** Lets go of what is kept under `id` from byte `from` on; of all of it when that is 0. */
  drop(id: number, from: number): void;
  /** Lets go of everything. */
  close(): void;
}
