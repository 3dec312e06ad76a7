/**
 * Transposes.
 */
import { block16, block32, block64, block8 } from "./blocks";
import { copyRun } from "./copy_run";
import { SQUARE } from "./own_memory";

/** Bytes of the rows of a square in the target: two cache lines, so that whole lines are written. */
const SQUARE_ROW: usize = 128;

/** Elements along the other edge. */
const SQUARE_COLUMNS: usize = 128;

/**
 * Transposes a matrix of `rows` by `columns` elements, square by square. Source and target must not overlap.
 *
 * A square is put together in memory of our own, blocks of 16 bytes by 16 held in registers, and then copied row by row. Blocks
 * stored straight to their place are six times slower where the rows of the target are a multiple of 4096 bytes apart: all
 * those a square touches share one set of the cache (2048 × 1536 of 16 bits: 30 GB/s read and written, against 5).
 *
 * @param fromStride bytes between rows of the source.
 * @param toStride bytes between rows of the target.
 */
function transposed<T>(
  from: usize,
  to: usize,
  fromStride: usize,
  toStride: usize,
  rows: usize,
  columns: usize,
): void {
  const block: usize = 16 / sizeof<T>();
  if (rows < block || columns < block) {
    elements<T>(from, to, fromStride, toStride, rows, columns);
    return;
  }
  const squareRows = SQUARE_ROW / sizeof<T>();
  let bottom: usize = 0;
  for (let top: usize = 0; top < rows; top = bottom) {
    bottom = squareEnd(top, squareRows, rows, block);
    let right: usize = 0;
    for (let left: usize = 0; left < columns; left = right) {
      right = squareEnd(left, SQUARE_COLUMNS, columns, block);
      const source = from + top * fromStride + left * sizeof<T>();
      const target = to + left * toStride + top * sizeof<T>();
      square<T>(source, target, fromStride, toStride, bottom - top, right - left);
    }
  }
}

/** Where a square ends: the last takes what would be less than a block along. */
function squareEnd(start: usize, edge: usize, size: usize, block: usize): usize {
  return size - start < edge + block ? size : start + edge;
}

/** A square of at least one block: the last blocks of a row or column go over some elements again. */
function square<T>(
  from: usize,
  to: usize,
  fromStride: usize,
  toStride: usize,
  rows: usize,
  columns: usize,
): void {
  const block: usize = 16 / sizeof<T>();
  const rowBytes = rows * sizeof<T>();
  for (let row: usize = 0; row < rows; row += block) {
    const top = min(row, rows - block);
    for (let column: usize = 0; column < columns; column += block) {
      const left = min(column, columns - block);
      const source = from + top * fromStride + left * sizeof<T>();
      const target = SQUARE + left * rowBytes + top * sizeof<T>();
      if (sizeof<T>() === 1) block8(source, target, fromStride, rowBytes);
      if (sizeof<T>() === 2) block16(source, target, fromStride, rowBytes);
      if (sizeof<T>() === 4) block32(source, target, fromStride, rowBytes);
      if (sizeof<T>() === 8) block64(source, target, fromStride, rowBytes);
    }
  }
  for (let column: usize = 0; column < columns; column++) {
    copyRun(SQUARE + column * rowBytes, to + column * toStride, rowBytes);
  }
}

/** A matrix that is narrower than a block. */
function elements<T>(
  from: usize,
  to: usize,
  fromStride: usize,
  toStride: usize,
  rows: usize,
  columns: usize,
): void {
  for (let row: usize = 0; row < rows; row++) {
    for (let column: usize = 0; column < columns; column++) {
      const source = from + row * fromStride + column * sizeof<T>();
      const target = to + column * toStride + row * sizeof<T>();
      store<T>(target, load<T>(source));
    }
  }
}

export function transpose8(
  from: usize,
  to: usize,
  fromStride: usize,
  toStride: usize,
  rows: usize,
  columns: usize,
): void {
  transposed<u8>(from, to, fromStride, toStride, rows, columns);
}

export function transpose16(
  from: usize,
  to: usize,
  fromStride: usize,
  toStride: usize,
  rows: usize,
  columns: usize,
): void {
  transposed<u16>(from, to, fromStride, toStride, rows, columns);
}

export function transpose32(
  from: usize,
  to: usize,
  fromStride: usize,
  toStride: usize,
  rows: usize,
  columns: usize,
): void {
  transposed<u32>(from, to, fromStride, toStride, rows, columns);
}

export function transpose64(
  from: usize,
  to: usize,
  fromStride: usize,
  toStride: usize,
  rows: usize,
  columns: usize,
): void {
  transposed<u64>(from, to, fromStride, toStride, rows, columns);
}
