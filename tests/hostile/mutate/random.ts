/**
 * Numbers that look random, and are the same for the same seed.
 *
 * @module
 */

/** Draws from one seed. */
export interface Random {
  /** A whole number from 0 to `count - 1`; 0 where there is nothing to choose from. */
  below(count: number): number;
  /** Whether one chance in `count` came up. */
  oneIn(count: number): boolean;
  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T;
}

/** Draws of a seed (Tommy Ettinger's mulberry32), so that a seed names its file for ever. */
export function randomOf(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    oneIn: (count) => below(count) === 0,
    pick: (items) => items[below(items.length)]!,
  };
}
