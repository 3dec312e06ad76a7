/**
 * Sets of numbers, written short.
 *
 * @module
 */

/** Numbers from here on are written as a range: two are as short apart. */
const LEAST_RANGE = 3;

/**
 * Ascending numbers as a shell would write them: `{0..2}`, `{0,2}`, `{1..93..2}` for every other; a single one as itself.
 */
export function formatNumbers(numbers: readonly number[]): string {
  if (numbers.length === 1) return String(numbers[0]);
  const parts: string[] = [];
  for (let i = 0; i < numbers.length;) {
    const step = numbers[i + 1]! - numbers[i]!;
    let end = i + 1;
    while (end < numbers.length && numbers[end]! - numbers[end - 1]! === step) end++;
    if (end - i >= LEAST_RANGE) {
      parts.push(`${numbers[i]}..${numbers[end - 1]}` + (step === 1 ? "" : `..${step}`));
      i = end;
    } else {
      parts.push(String(numbers[i++]));
    }
  }
  return `{${parts.join(",")}}`;
}
