/**
 * Bytes that wait in tiers.
 *
 * @module
 */
import { TierError } from "../errors.ts";
import { inTurn, type Steps } from "../in_turn.ts";
import { countLeading } from "../count_leading.ts";
import { type Filling, openStowage, type Parcel } from "./stowage.ts";
import type { Tier } from "./tier.ts";

/** A place for bytes that come before they are needed. One call at a time. */
export interface WaitingRoom<Key> {
  /** How full each tier is, and was. */
  readonly fillings: readonly Filling[];
  /**
   * Takes in bytes, after those that are there under the same key.
   *
   * @param until The last moment at which anything under the key is needed; what counts is that of the first bytes.
   * @throws TierError when there is no room left, or a disk is full. What waited can still be read.
   */
  put(key: Key, bytes: Uint8Array, until: number): void | Promise<void>;
  /** Fills `into` from byte `offset` of what is there under a key. */
  read(key: Key, offset: number, into: Uint8Array): void | Promise<void>;
  /** Lets go of what is not needed after the moment `now`. */
  release(now: number): void;
}

interface Item<Key> {
  readonly until: number;
  length: number;
  /** By offset. */
  readonly parcels: Parcel<Key>[];
}

/**
 * Lets bytes wait in tiers, the nearest first. A moment is any number that grows: the number of the tensor that is being
 * made, say. Where a tier is full, what is needed last goes down to the next one.
 *
 * @param tiers are the caller's to close.
 * @param transfer working memory through which bytes move from tier to tier, as many at a time.
 *
 * @example Tensors that come in another order than they go
 * ```ts
 * import { diskTier, memoryTier, openWaitingRoom } from "@tensorferry/core/stream";
 * import assert from "node:assert/strict";
 *
 * const folder = Deno.makeTempDirSync();
 * const disk = diskTier(folder, 1000);
 * const room = openWaitingRoom<string>([memoryTier(6), disk], new Uint8Array(4));
 * room.put("needed third", Uint8Array.of(3, 3, 3, 3), 3);
 * room.put("needed first", Uint8Array.of(1, 1, 1, 1), 1);
 * assert.deepEqual(room.fillings.map(({ used }) => used), [6, 2]);
 *
 * const into = new Uint8Array(4);
 * room.read("needed first", 0, into);
 * assert.deepEqual([...into], [1, 1, 1, 1]);
 * room.release(1);
 * room.read("needed third", 0, into);
 * assert.deepEqual([...into], [3, 3, 3, 3]);
 * disk.close();
 * Deno.removeSync(folder);
 * ```
 */
export function openWaitingRoom<Key>(
  tiers: readonly Tier[],
  transfer: Uint8Array,
): WaitingRoom<Key> {
  const items = new Map<Key, Item<Key>>();
  /** What is coming, from this offset of its key on. */
  let coming: { readonly offset: number; readonly bytes: Uint8Array } | undefined;

  const stowage = openStowage<Key>(tiers.map(({ capacity }) => capacity), {
    put(parcel) {
      const { offset, bytes } = coming!;
      const start = parcel.offset - offset;
      const pending = tiers[parcel.tier]!.put(
        parcel.id,
        bytes.subarray(start, start + parcel.length),
      );
      return after(pending, () => note(parcel));
    },
    move(from, at, to) {
      const bytes = transfer.subarray(0, to.length);
      const reading = tiers[from.tier]!.read(from.id, at, bytes);
      const writing = after(reading, () => tiers[to.tier]!.put(to.id, bytes));
      return after(writing, () => {
        tiers[from.tier]!.drop(from.id, at);
        if (at === 0) forget(from);
        note(to);
      });
    },
    drop(parcel) {
      tiers[parcel.tier]!.drop(parcel.id, 0);
      items.delete(parcel.key);
    },
  });

  function note(parcel: Parcel<Key>): void {
    const { parcels } = items.get(parcel.key)!;
    parcels.splice(countLeading(parcels, ({ offset }) => offset < parcel.offset), 0, parcel);
  }

  function forget(parcel: Parcel<Key>): void {
    const { parcels } = items.get(parcel.key)!;
    parcels.splice(parcels.indexOf(parcel), 1);
  }

  function* takeIn(key: Key, bytes: Uint8Array, until: number): Steps {
    if (bytes.length === 0) return;
    let item = items.get(key);
    if (item === undefined) items.set(key, item = { until, length: 0, parcels: [] });
    // Parcels no larger than what can be moved in one go.
    for (let done = 0; done < bytes.length;) {
      const length = Math.min(transfer.length, bytes.length - done);
      coming = { offset: item.length, bytes: bytes.subarray(done, done + length) };
      yield* stowage.admit({ key, offset: item.length, length, until: item.until });
      item.length += length;
      done += length;
    }
  }

  function* readOut(key: Key, offset: number, into: Uint8Array): Steps {
    const { parcels = [], length = 0 } = items.get(key) ?? {};
    if (offset + into.length > length) {
      throw new TierError(
        "all tiers",
        into.length,
        `${length} bytes wait as ${String(key)}, not ${offset + into.length}`,
      );
    }
    let done = 0;
    const first = countLeading(parcels, (parcel) => parcel.offset <= offset) - 1;
    for (let p = first; done < into.length; p++) {
      const parcel = parcels[p]!;
      const within = offset + done - parcel.offset;
      const length = Math.min(into.length - done, parcel.length - within);
      const pending = tiers[parcel.tier]!.read(
        parcel.id,
        within,
        into.subarray(done, done + length),
      );
      if (pending) yield pending;
      done += length;
    }
  }

  return {
    fillings: stowage.fillings,
    put: (key, bytes, until) => inTurn(takeIn(key, bytes, until)),
    read: (key, offset, into) => inTurn(readOut(key, offset, into)),
    release: stowage.release,
  };
}

function after<T>(pending: void | Promise<void>, next: () => T): T | Promise<Awaited<T>> {
  return pending === undefined ? next() : pending.then(next) as Promise<Awaited<T>>;
}
