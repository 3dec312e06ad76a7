/**
 * How fast this machine moves bytes that are in memory and nowhere nearer.
 *
 * @module
 */

/** Much more than any processor's last cache. */
const BYTES = 2 ** 28;
const ROUNDS = 7;

/** Bytes a second over the memory bus, read and written ones together, of one thread that copies: the best of several rounds. */
export function memoryBus(): number {
  const [from, to] = [new Uint8Array(BYTES).fill(1), new Uint8Array(BYTES).fill(2)];
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    to.set(from);
    best = Math.min(best, performance.now() - start);
  }
  return 2 * BYTES / (best / 1000);
}
