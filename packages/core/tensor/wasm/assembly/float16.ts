/**
 * float16 to and from float32, and sums, eight numbers at a time.
 */
import { highWidened, lowWidened, narrowed, sumOrNaN } from "./float16_lanes";
import { held } from "./held";

export function float16ToFloat32(from: usize, to: usize, count: usize): void {
  const signless = held(i16x8.splat(0x7fff));
  const smallest = held(i16x8.splat(0x400));
  const mostAbove = held(i16x8.splat(0x77ff));
  const bias = held(i16x8.splat((127 - 15) << 7));
  for (const end = from + count * 2; from < end; from += 16, to += 32) {
    const eight = v128.load(from);
    const magnitude = v128.and(eight, signless);
    if (v128.any_true(i16x8.gt_u(i16x8.sub(magnitude, smallest), mostAbove))) {
      v128.store(to, lowWidened(eight));
      v128.store(to, highWidened(eight), 16);
    } else {
      const upper = upperHalves(eight, magnitude, bias);
      const lower = i16x8.shl(eight, 13);
      v128.store(to, i16x8.shuffle(lower, upper, 0, 8, 1, 9, 2, 10, 3, 11));
      v128.store(to, i16x8.shuffle(lower, upper, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    }
  }
}

/** The upper halves of the float32 numbers that regular float16 numbers are. */
function upperHalves(eight: v128, magnitude: v128, bias: v128): v128 {
  const sign = v128.xor(eight, magnitude);
  return v128.or(sign, i16x8.add(i16x8.shr_u(magnitude, 3), bias));
}

export function float32ToFloat16(from: usize, to: usize, count: usize): void {
  const signless = held(i32x4.splat(0x7fffffff));
  const one = held(i32x4.splat(1));
  const roundAndBias = held(i32x4.splat(ROUND_AND_BIAS));
  const smallest = held(i16x8.splat(0x400));
  const mostAbove = held(i16x8.splat(0x7800));
  const signs = held(i16x8.splat(-0x8000));
  for (const end = from + count * 4; from < end; from += 32, to += 16) {
    const low = v128.load(from);
    const high = v128.load(from, 16);
    const magnitude = i16x8.narrow_i32x4_s(
      regular(low, signless, one, roundAndBias),
      regular(high, signless, one, roundAndBias),
    );
    if (v128.any_true(i16x8.gt_u(i16x8.sub(magnitude, smallest), mostAbove))) {
      v128.store(to, narrowed(low, high));
    } else {
      v128.store(to, v128.or(magnitude, v128.and(upperOfBoth(low, high), signs)));
    }
  }
}

/** Half a unit of float16 less one, and the bias of float32 changed to that of float16. */
const ROUND_AND_BIAS: i32 = 0xfff - ((127 - 15) << 23);

/** float16 magnitudes of regular float32 numbers. Of others, something below 0x400 or above 0x7c00, as signed numbers. */
function regular(x: v128, signless: v128, one: v128, roundAndBias: v128): v128 {
  const magnitude = v128.and(x, signless);
  const odd = v128.and(i32x4.shr_u(magnitude, 13), one);
  return i32x4.shr_s(i32x4.add(i32x4.add(magnitude, roundAndBias), odd), 13);
}

/** The upper halves of eight lanes. */
function upperOfBoth(low: v128, high: v128): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, 16), i32x4.shr_s(high, 16));
}

export function addToFloat16(from: usize, to: usize, count: usize, summand: f32): void {
  const summands = f32x4.splat(summand);
  const signless = held(i16x8.splat(0x7fff));
  const smallest = held(i16x8.splat(0x400));
  const mostAbove = held(i16x8.splat(0x77ff));
  const bias = held(i16x8.splat((127 - 15) << 7));
  const signless32 = held(i32x4.splat(0x7fffffff));
  const one = held(i32x4.splat(1));
  const roundAndBias = held(i32x4.splat(ROUND_AND_BIAS));
  const signs = held(i16x8.splat(-0x8000));
  for (const end = from + count * 2; from < end; from += 16, to += 16) {
    const eight = v128.load(from);
    const magnitude = v128.and(eight, signless);
    let low: v128;
    let high: v128;
    if (v128.any_true(i16x8.gt_u(i16x8.sub(magnitude, smallest), mostAbove))) {
      low = sumOrNaN(lowWidened(eight), summands);
      high = sumOrNaN(highWidened(eight), summands);
    } else {
      const upper = upperHalves(eight, magnitude, bias);
      const lower = i16x8.shl(eight, 13);
      low = f32x4.add(i16x8.shuffle(lower, upper, 0, 8, 1, 9, 2, 10, 3, 11), summands);
      high = f32x4.add(i16x8.shuffle(lower, upper, 4, 12, 5, 13, 6, 14, 7, 15), summands);
    }
    const sum = i16x8.narrow_i32x4_s(
      regular(low, signless32, one, roundAndBias),
      regular(high, signless32, one, roundAndBias),
    );
    if (v128.any_true(i16x8.gt_u(i16x8.sub(sum, smallest), mostAbove))) {
      v128.store(to, narrowed(low, high));
    } else {
      v128.store(to, v128.or(sum, v128.and(upperOfBoth(low, high), signs)));
    }
  }
}
