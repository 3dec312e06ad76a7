/**
 * Bisection.
 *
 * @module
 */

/** How many items a list begins with that have a property which no item after them has. */
export function countLeading<T>(items: ArrayLike<T>, has: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1; // lengths of arrays, below 2^32
    if (has(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
