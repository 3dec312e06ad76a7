/**
 * Square blocks transposed in registers: neighbouring rows are interleaved, first by element, then by pair, by four …
 */

export function block16(from: usize, to: usize, fromStride: usize, toStride: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from += fromStride);
  const a2 = v128.load(from += fromStride);
  const a3 = v128.load(from += fromStride);
  const a4 = v128.load(from += fromStride);
  const a5 = v128.load(from += fromStride);
  const a6 = v128.load(from += fromStride);
  const a7 = v128.load(from += fromStride);
  const b0 = low16(a0, a1), b1 = high16(a0, a1);
  const b2 = low16(a2, a3), b3 = high16(a2, a3);
  const b4 = low16(a4, a5), b5 = high16(a4, a5);
  const b6 = low16(a6, a7), b7 = high16(a6, a7);
  const c0 = low32(b0, b2), c1 = high32(b0, b2);
  const c2 = low32(b1, b3), c3 = high32(b1, b3);
  const c4 = low32(b4, b6), c5 = high32(b4, b6);
  const c6 = low32(b5, b7), c7 = high32(b5, b7);
  v128.store(to, low64(c0, c4));
  v128.store(to += toStride, high64(c0, c4));
  v128.store(to += toStride, low64(c1, c5));
  v128.store(to += toStride, high64(c1, c5));
  v128.store(to += toStride, low64(c2, c6));
  v128.store(to += toStride, high64(c2, c6));
  v128.store(to += toStride, low64(c3, c7));
  v128.store(to += toStride, high64(c3, c7));
}

export function block32(from: usize, to: usize, fromStride: usize, toStride: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from += fromStride);
  const a2 = v128.load(from += fromStride);
  const a3 = v128.load(from += fromStride);
  const b0 = low32(a0, a1), b1 = high32(a0, a1);
  const b2 = low32(a2, a3), b3 = high32(a2, a3);
  v128.store(to, low64(b0, b2));
  v128.store(to += toStride, high64(b0, b2));
  v128.store(to += toStride, low64(b1, b3));
  v128.store(to += toStride, high64(b1, b3));
}

export function block64(from: usize, to: usize, fromStride: usize, toStride: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from + fromStride);
  v128.store(to, low64(a0, a1));
  v128.store(to + toStride, high64(a0, a1));
}

/** Eight rows of 16 bytes: the halves of a 16 by 16 block, which would not fit into the registers. */
export function block8(from: usize, to: usize, fromStride: usize, toStride: usize): void {
  halfBlock8(from, to, fromStride, toStride);
  halfBlock8(from + 8 * fromStride, to + 8, fromStride, toStride);
}

function halfBlock8(from: usize, to: usize, fromStride: usize, toStride: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from += fromStride);
  const a2 = v128.load(from += fromStride);
  const a3 = v128.load(from += fromStride);
  const a4 = v128.load(from += fromStride);
  const a5 = v128.load(from += fromStride);
  const a6 = v128.load(from += fromStride);
  const a7 = v128.load(from += fromStride);
  const b0 = low8(a0, a1), b1 = high8(a0, a1);
  const b2 = low8(a2, a3), b3 = high8(a2, a3);
  const b4 = low8(a4, a5), b5 = high8(a4, a5);
  const b6 = low8(a6, a7), b7 = high8(a6, a7);
  const c0 = low16(b0, b2), c1 = high16(b0, b2);
  const c2 = low16(b1, b3), c3 = high16(b1, b3);
  const c4 = low16(b4, b6), c5 = high16(b4, b6);
  const c6 = low16(b5, b7), c7 = high16(b5, b7);
  to = twoColumns8(low32(c0, c4), to, toStride);
  to = twoColumns8(high32(c0, c4), to, toStride);
  to = twoColumns8(low32(c1, c5), to, toStride);
  to = twoColumns8(high32(c1, c5), to, toStride);
  to = twoColumns8(low32(c2, c6), to, toStride);
  to = twoColumns8(high32(c2, c6), to, toStride);
  to = twoColumns8(low32(c3, c7), to, toStride);
  to = twoColumns8(high32(c3, c7), to, toStride);
}

function twoColumns8(columns: v128, to: usize, toStride: usize): usize {
  v128.store_lane<u64>(to, columns, 0);
  v128.store_lane<u64>(to + toStride, columns, 1);
  return to + 2 * toStride;
}

function low8(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function high8(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

function low16(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

function high16(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

function low32(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 0, 4, 1, 5);
}

function high32(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 2, 6, 3, 7);
}

function low64(a: v128, b: v128): v128 {
  return i64x2.shuffle(a, b, 0, 2);
}

function high64(a: v128, b: v128): v128 {
  return i64x2.shuffle(a, b, 1, 3);
}
