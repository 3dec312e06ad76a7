/**
 * The inner loop of every transpose.
 *
 * @module
 */

/** Typed arrays that keep every bit of what they copy. */
export type Units = Uint8Array | Uint16Array | Uint32Array;

/** Two dimensions: their sizes, and the elements between neighbours in the source and in the target. */
export interface Plane {
  readonly rows: { readonly size: number; readonly from: number; readonly to: number };
  readonly columns: { readonly size: number; readonly from: number; readonly to: number };
}

/** Edge of the squares a plane is copied in: 32 lines of 64 bytes on either side stay in a first-level cache of 32 KiB. */
const SQUARE = 32;

/** Copies a plane square by square, so that both sides use every cache line they touch. */
export function copyPlane(
  source: Units,
  from: number,
  target: Units,
  to: number,
  { rows, columns }: Plane,
): void {
  for (let top = 0; top < rows.size; top += SQUARE) {
    const bottom = Math.min(top + SQUARE, rows.size);
    for (let left = 0; left < columns.size; left += SQUARE) {
      const right = Math.min(left + SQUARE, columns.size);
      for (let row = top; row < bottom; row++) {
        let s = from + row * rows.from + left * columns.from;
        let t = to + row * rows.to + left * columns.to;
        for (let column = left; column < right; column++) {
          target[t] = source[s]!;
          s += columns.from;
          t += columns.to;
        }
      }
    }
  }
}
