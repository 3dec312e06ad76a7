/**
 * Which bytes wait in which tier.
 *
 * @module
 */
import { TierError } from "../errors.ts";
import { countLeading } from "../count_leading.ts";
import type { Steps } from "../in_turn.ts";

/** Bytes that lie together in one tier. */
export interface Parcel<Key> {
  /** A number that no other parcel ever has. */
  readonly id: number;
  /** What they belong to. */
  readonly key: Key;
  /** Where they begin in that. */
  readonly offset: number;
  /** How many there are. It shrinks when the tail is moved away. */
  length: number;
  /** The last moment at which they are needed. */
  readonly until: number;
  /** The tier they are in, or are to go to. */
  readonly tier: number;
}

/** Does what a stowage decides. When it throws, nothing counts as done. */
export interface Carrier<Key> {
  /** Puts a parcel that has just come into its tier. */
  put(parcel: Parcel<Key>): void | Promise<void>;
  /** Moves the bytes of `from` that begin at `at` into `to`, another tier. */
  move(from: Parcel<Key>, at: number, to: Parcel<Key>): void | Promise<void>;
  /** Lets go of a parcel. */
  drop(parcel: Parcel<Key>): void;
}

/** How full a tier is. */
export interface Filling {
  /** Bytes that it may hold, that it holds, the most that it ever held, and all that were put into it together. */
  readonly capacity: number;
  readonly used: number;
  readonly peak: number;
  readonly taken: number;
}

/** Where everything is that waits. */
export interface Stowage<Key> {
  /** The tiers, the nearest first. */
  readonly fillings: readonly Filling[];
  /**
   * Finds room for bytes, moving others down where needed.
   *
   * @throws TierError when all tiers are full. What waited still does.
   */
  admit(what: Pick<Parcel<Key>, "key" | "offset" | "length" | "until">): Steps;
  /** Lets go of all that is not needed after the moment `now`. */
  release(now: number): void;
}

interface Level<Key> extends Filling {
  used: number;
  peak: number;
  taken: number;
  /** What is needed last comes first. */
  readonly parcels: Parcel<Key>[];
}

/**
 * Fills tiers from the nearest on. When one is full, the bytes in it that are needed last, or those that come if they are, move
 * down: as many as have to, of a parcel only the tail where that is enough. Nothing ever moves up.
 *
 * That keeps the number of bytes which ever go below a tier at its least. Take each byte as an interval, from when it comes to
 * when it is last needed. A tier may hold `capacity` of them at a time, and the intervals that never leave it are to be as many as
 * can be. Of intervals that overlap too often, taking away the one that ends last is optimal, also when none of the later ones
 * is known yet (U. Faigle and W. Nawijn, Note on scheduling intervals on-line, Discrete Applied Mathematics 58, 1995).
 */
export function openStowage<Key>(
  capacities: readonly number[],
  carrier: Carrier<Key>,
): Stowage<Key> {
  const levels = capacities.map((capacity): Level<Key> => (
    { capacity, used: 0, peak: 0, taken: 0, parcels: [] }
  ));
  let ids = 0;

  /** Takes parcel `at` bytes after the beginning of `from`, or as it comes, into a tier or those below. */
  function* take(
    { tier, ...parcel }: Omit<Parcel<Key>, "id">,
    from: { parcel: Parcel<Key>; at: number } | undefined,
  ): Steps {
    const level = levels[tier];
    if (level === undefined) {
      throw new TierError("all tiers", parcel.length, "there is no more room in them");
    }
    let over = level.used + parcel.length - level.capacity;
    for (let latest = level.parcels[0]; over > 0; latest = level.parcels[0]) {
      if (latest === undefined || latest.until <= parcel.until) break;
      const length = Math.min(over, latest.length);
      yield* moveTail(level, latest, length);
      over -= length;
    }
    const stay = parcel.length - Math.max(0, over);
    if (over > 0) {
      const tail = { ...parcel, offset: parcel.offset + stay, length: over, tier: tier + 1 };
      yield* take(tail, from && { ...from, at: from.at + stay });
    }
    if (stay === 0) return;
    const kept: Parcel<Key> = { ...parcel, id: ids++, length: stay, tier };
    const pending = from ? carrier.move(from.parcel, from.at, kept) : carrier.put(kept);
    if (pending) yield pending;
    const place = countLeading(level.parcels, ({ until }) => until > kept.until);
    level.parcels.splice(place, 0, kept);
    level.used += stay;
    level.taken += stay;
    level.peak = Math.max(level.peak, level.used);
    if (from) shrink(levels[from.parcel.tier]!, from.parcel, stay);
  }

  function* moveTail(level: Level<Key>, parcel: Parcel<Key>, length: number): Steps {
    const { key, offset, until, tier } = parcel;
    const at = parcel.length - length;
    yield* take({ key, offset: offset + at, length, until, tier: tier + 1 }, { parcel, at });
    if (parcel.length === 0) level.parcels.splice(level.parcels.indexOf(parcel), 1);
  }

  function shrink(level: Level<Key>, parcel: Parcel<Key>, length: number): void {
    parcel.length -= length;
    level.used -= length;
  }

  return {
    fillings: levels,
    admit: (what) => take({ ...what, tier: 0 }, undefined),
    release(now) {
      for (const level of levels) {
        for (let first = level.parcels.at(-1); first && first.until <= now;) {
          level.parcels.pop();
          level.used -= first.length;
          carrier.drop(first);
          first = level.parcels.at(-1);
        }
      }
    },
  };
}
