/**
 * float16 to and from bfloat16, eight numbers at a time; the rare way goes through float32, as PyTorch always does.
 */
import { highToFloat32, lowToFloat32 } from "./bfloat16";
import { highWidened, lowWidened, narrowed, roundedToBfloat16 } from "./float16_lanes";
import { held } from "./held";

export function bfloat16ToFloat16(from: usize, to: usize, count: usize): void {
  const signless = held(i16x8.splat(0x7fff));
  const smallest = held(i16x8.splat((127 - 14) << 7));
  const mostAbove = held(i16x8.splat((30 << 7) - 1));
  const bias = held(i16x8.splat((127 - 15) << 7));
  for (const end = from + count * 2; from < end; from += 16, to += 16) {
    const eight = v128.load(from);
    const magnitude = v128.and(eight, signless);
    if (v128.any_true(i16x8.gt_u(i16x8.sub(magnitude, smallest), mostAbove))) {
      v128.store(to, narrowed(lowToFloat32(eight), highToFloat32(eight)));
    } else {
      const exact = i16x8.shl(i16x8.sub(magnitude, bias), 3);
      v128.store(to, v128.or(v128.xor(eight, magnitude), exact));
    }
  }
}

export function float16ToBfloat16(from: usize, to: usize, count: usize): void {
  const signless = held(i16x8.splat(0x7fff));
  const smallest = held(i16x8.splat(0x400));
  const mostAbove = held(i16x8.splat(0x77ff));
  const one = held(i16x8.splat(1));
  const half = held(i16x8.splat(3)); // half a unit of bfloat16 less one
  const bias = held(i16x8.splat((127 - 15) << 7));
  for (const end = from + count * 2; from < end; from += 16, to += 16) {
    const eight = v128.load(from);
    const magnitude = v128.and(eight, signless);
    if (v128.any_true(i16x8.gt_u(i16x8.sub(magnitude, smallest), mostAbove))) {
      v128.store(to, roundedToBfloat16(lowWidened(eight), highWidened(eight)));
    } else {
      const odd = v128.and(i16x8.shr_u(magnitude, 3), one);
      const carried = i16x8.shr_u(i16x8.add(i16x8.add(magnitude, half), odd), 3);
      v128.store(to, v128.or(v128.xor(eight, magnitude), i16x8.add(carried, bias)));
    }
  }
}
