/**
 * float32 and float64: conversions between them, and sums.
 */

export function float32ToFloat64(from: usize, to: usize, count: usize): void {
  for (const end = from + count * 4; from < end; from += 16, to += 32) {
    const four = v128.load(from);
    v128.store(to, f64x2.promote_low_f32x4(four));
    v128.store(to, f64x2.promote_low_f32x4(i64x2.shuffle(four, four, 1, 1)), 16);
  }
}

export function float64ToFloat32(from: usize, to: usize, count: usize): void {
  for (const end = from + count * 8; from < end; from += 32, to += 16) {
    const low = f32x4.demote_f64x2_zero(v128.load(from));
    const high = f32x4.demote_f64x2_zero(v128.load(from, 16));
    v128.store(to, i64x2.shuffle(low, high, 0, 2));
  }
}

/** Of a NaN, only the quiet bit is set: WebAssembly leaves it open which NaN comes of one. */
export function addToFloat32(from: usize, to: usize, count: usize, summand: f32): void {
  const summands = f32x4.splat(summand);
  for (const end = from + count * 4; from < end; from += 16, to += 16) {
    const x = v128.load(from);
    const quiet = v128.or(x, i32x4.splat(0x00400000));
    v128.store(to, v128.bitselect(quiet, f32x4.add(x, summands), f32x4.ne(x, x)));
  }
}

/** As {@link addToFloat32}. */
export function addToFloat64(from: usize, to: usize, count: usize, summand: f64): void {
  const summands = f64x2.splat(summand);
  for (const end = from + count * 8; from < end; from += 16, to += 16) {
    const x = v128.load(from);
    const quiet = v128.or(x, i64x2.splat(0x0008000000000000));
    v128.store(to, v128.bitselect(quiet, f64x2.add(x, summands), f64x2.ne(x, x)));
  }
}
