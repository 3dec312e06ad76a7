/**
 * bfloat16, the upper half of float32, eight numbers at a time.
 */
import { held } from "./held";

/** The first four of eight bfloat16 numbers as float32. */
export function lowToFloat32(eight: v128): v128 {
  return i16x8.shuffle(i16x8.splat(0), eight, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** The last four of eight bfloat16 numbers as float32. */
export function highToFloat32(eight: v128): v128 {
  return i16x8.shuffle(i16x8.splat(0), eight, 4, 12, 5, 13, 6, 14, 7, 15);
}

/**
 * Four float32 numbers rounded to bfloat16, sign-extended to their lanes. Every NaN becomes all ones.
 *
 * @param half 0x7fff in every lane: half a unit less one.
 * @param one 1 in every lane.
 */
function rounded(x: v128, half: v128, one: v128): v128 {
  // One more when the kept part is odd: a tie carries only to the even neighbour.
  const odd = v128.and(i32x4.shr_u(x, 16), one);
  const carried = i32x4.add(i32x4.add(x, half), odd);
  return i32x4.shr_s(v128.or(carried, f32x4.ne(x, x)), 16);
}

export function bfloat16ToFloat32(from: usize, to: usize, count: usize): void {
  for (const end = from + count * 2; from < end; from += 16, to += 32) {
    const eight = v128.load(from);
    v128.store(to, lowToFloat32(eight));
    v128.store(to, highToFloat32(eight), 16);
  }
}

export function float32ToBfloat16(from: usize, to: usize, count: usize): void {
  const half = held(i32x4.splat(0x7fff));
  const one = held(i32x4.splat(1));
  for (const end = from + count * 4; from < end; from += 32, to += 16) {
    const low = rounded(v128.load(from), half, one);
    const high = rounded(v128.load(from, 16), half, one);
    v128.store(to, i16x8.narrow_i32x4_s(low, high));
  }
}

export function addToBfloat16(from: usize, to: usize, count: usize, summand: f32): void {
  const summands = f32x4.splat(summand);
  const half = held(i32x4.splat(0x7fff));
  const one = held(i32x4.splat(1));
  for (const end = from + count * 2; from < end; from += 16, to += 16) {
    const eight = v128.load(from);
    const low = rounded(f32x4.add(lowToFloat32(eight), summands), half, one);
    const high = rounded(f32x4.add(highToFloat32(eight), summands), half, one);
    v128.store(to, i16x8.narrow_i32x4_s(low, high));
  }
}
