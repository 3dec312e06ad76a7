/**
 * The order in which ranks list their tiles.
 *
 * @module
 */

/** Whether one place comes after another in C order. Those of ranks in their order are told apart by that alone. */
export function isBehind(place: readonly number[], other: readonly number[]): boolean {
  for (let d = 0; d < place.length; d++) {
    if (place[d] !== other[d]) return place[d]! > other[d]!;
  }
  return false;
}
