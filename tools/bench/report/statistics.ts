/**
 * Numbers that say what many runs say.
 *
 * @module
 */

/** The middle, and the ends. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The middle of some numbers; of an even count, the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new RangeError("Cannot take the median of no numbers");
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** How some numbers lie. */
export function spreadOf(numbers: readonly number[]): Spread {
  return { median: median(numbers), least: Math.min(...numbers), most: Math.max(...numbers) };
}

/** The median of what each number is to its partner: drift of the machine is in both, and falls out. */
export function medianOfRatios(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((number, i) => number / theirs[i]!));
}
