/**
 * float16 in lanes of float32, for numbers of every kind. WebAssembly has no instruction for it.
 *
 * Nearly all weights are regular: neither zero, subnormal, infinite nor NaN in either format. Eight regular ones take a short
 * way in each kernel; eight with any other among them take this one, which is right for all.
 */

/** Four float16 numbers, each in the lower half of its lane, as float32. */
function widened(x: v128): v128 {
  const magnitude = v128.and(x, i32x4.splat(0x7fff));
  const shifted = i32x4.shl(magnitude, 13);
  const normal = i32x4.add(shifted, i32x4.splat((127 - 15) << 23));
  // As the fraction of a number in [2^-14, 2^-13), less 2^-14: the subtraction finds the leading bit.
  const smallest = i32x4.splat((127 - 14) << 23);
  const subnormal = f32x4.sub(i32x4.add(shifted, smallest), smallest);
  const finite = v128.bitselect(subnormal, normal, i32x4.lt_s(magnitude, i32x4.splat(0x400)));
  const infinite = i32x4.gt_s(magnitude, i32x4.splat(0x7bff));
  const raised = i32x4.add(finite, v128.and(infinite, i32x4.splat((128 - 16) << 23)));
  const nan = i32x4.gt_s(magnitude, i32x4.splat(0x7c00));
  const quiet = v128.or(raised, v128.and(nan, i32x4.splat(0x00400000)));
  return v128.or(quiet, i32x4.shl(v128.xor(x, magnitude), 16));
}

/** The first four of eight float16 numbers as float32. */
export function lowWidened(eight: v128): v128 {
  return widened(i32x4.extend_low_i16x8_u(eight));
}

/** The last four of eight float16 numbers as float32. */
export function highWidened(eight: v128): v128 {
  return widened(i32x4.extend_high_i16x8_u(eight));
}

/** Eight float32 numbers as float16. A NaN keeps its sign and leading payload. */
export function narrowed(low: v128, high: v128): v128 {
  return i16x8.narrow_i32x4_u(fourNarrowed(low), fourNarrowed(high));
}

function fourNarrowed(x: v128): v128 {
  const magnitude = v128.and(x, i32x4.splat(0x7fffffff));
  const odd = v128.and(i32x4.shr_u(magnitude, 13), i32x4.splat(1));
  const carried = i32x4.add(magnitude, i32x4.splat(0xfff - ((127 - 15) << 23)));
  const normal = i32x4.shr_u(i32x4.add(carried, odd), 13);
  // The unit of a number in [0.5, 1) is 2^-24, that of subnormal float16: the addition rounds to it.
  const half = f32x4.splat(0.5);
  const subnormal = i32x4.sub(f32x4.add(magnitude, half), half);
  const small = i32x4.lt_s(magnitude, i32x4.splat((127 - 14) << 23));
  const finite = v128.bitselect(subnormal, normal, small);
  const large = i32x4.gt_s(magnitude, i32x4.splat(((127 + 16) << 23) - 1));
  const payload = v128.and(i32x4.shr_u(magnitude, 13), i32x4.splat(0x3ff));
  const quiet = v128.and(v128.or(payload, i32x4.splat(0x200)), f32x4.ne(x, x));
  const value = v128.bitselect(v128.or(quiet, i32x4.splat(0x7c00)), finite, large);
  return v128.or(value, i32x4.shr_u(v128.xor(x, magnitude), 16));
}

/** Eight float32 numbers that come from float16, as bfloat16. Every NaN becomes 0x7fc0, as in PyTorch's scalar conversion. */
export function roundedToBfloat16(low: v128, high: v128): v128 {
  return i16x8.narrow_i32x4_u(fourRounded(low), fourRounded(high));
}

function fourRounded(x: v128): v128 {
  const odd = v128.and(i32x4.shr_u(x, 16), i32x4.splat(1));
  const carried = i32x4.add(i32x4.add(x, i32x4.splat(0x7fff)), odd);
  return v128.bitselect(i32x4.splat(0x7fc0), i32x4.shr_u(carried, 16), f32x4.ne(x, x));
}

/** A sum, where a quiet NaN stays what it is: WebAssembly leaves it open which NaN comes of one. */
export function sumOrNaN(x: v128, summands: v128): v128 {
  return v128.bitselect(x, f32x4.add(x, summands), f32x4.ne(x, x));
}
