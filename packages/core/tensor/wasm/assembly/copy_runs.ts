/**
 * Short runs of bytes copied from one grid of places to another.
 */
import { copyRun } from "./copy_run";

/** Edge of the squares a grid is copied in: 32 lines of 64 bytes on either side stay in a first-level cache of 32 KiB. */
const SQUARE: usize = 32;

/**
 * Copies `rows` by `columns` runs. Source and target must not overlap.
 *
 * @param run bytes of each.
 * @param rowFrom bytes between neighbours along the rows in the source, and so on.
 */
export function copyRuns(
  run: usize,
  from: usize,
  to: usize,
  rows: usize,
  rowFrom: usize,
  rowTo: usize,
  columns: usize,
  columnFrom: usize,
  columnTo: usize,
): void {
  for (let top: usize = 0; top < rows; top += SQUARE) {
    const bottom = min(top + SQUARE, rows);
    for (let left: usize = 0; left < columns; left += SQUARE) {
      const width = min(SQUARE, columns - left);
      for (let row = top; row < bottom; row++) {
        const s = from + row * rowFrom + left * columnFrom;
        const t = to + row * rowTo + left * columnTo;
        switch (<u32> run) {
          case 1: {
            line<u8>(s, t, width, columnFrom, columnTo);
            break;
          }
          case 2: {
            line<u16>(s, t, width, columnFrom, columnTo);
            break;
          }
          case 4: {
            line<u32>(s, t, width, columnFrom, columnTo);
            break;
          }
          case 8: {
            line<u64>(s, t, width, columnFrom, columnTo);
            break;
          }
          default:
            for (let i: usize = 0; i < width; i++) {
              copyRun(s + i * columnFrom, t + i * columnTo, run);
            }
        }
      }
    }
  }
}

/** Copies elements that lie apart. */
function line<T>(from: usize, to: usize, count: usize, fromStride: usize, toStride: usize): void {
  for (; count > 0; count--, from += fromStride, to += toStride) store<T>(to, load<T>(from));
}
