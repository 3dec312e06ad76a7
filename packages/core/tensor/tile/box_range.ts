/**
 * Ranges of the C order of a box, as boxes.
 *
 * @module
 */

/** Part of a larger box: where it begins along each dimension, and its sizes. */
export interface Box {
  readonly origin: readonly number[];
  readonly sizes: readonly number[];
}

/**
 * The boxes, in C order, that make up the elements `from` to `to` (exclusive) of a box: the rest of a row, whole rows, the
 * beginning of a row, for each dimension. At most two per dimension.
 */
export function boxesOf(sizes: readonly number[], from: number, to: number): Box[] {
  if (from >= to) return [];
  const [size, ...inner] = sizes;
  if (size === undefined) return [{ origin: [], sizes: [] }];
  const row = inner.reduce((product, n) => product * n, 1);
  const first = Math.floor(from / row);
  const last = Math.floor(to / row);
  const within = (index: number, start: number, stop: number): Box[] =>
    boxesOf(inner, start, stop).map((box) => ({
      origin: [index, ...box.origin],
      sizes: [1, ...box.sizes],
    }));
  if (first === last) return within(first, from - first * row, to - first * row);
  const boxes: Box[] = [];
  const head = from - first * row;
  if (head > 0) boxes.push(...within(first, head, row));
  const whole = head > 0 ? first + 1 : first;
  if (whole < last) {
    boxes.push({ origin: [whole, ...inner.map(() => 0)], sizes: [last - whole, ...inner] });
  }
  return [...boxes, ...within(last, 0, to - last * row)];
}
