/**
 * Conversions and sums of floating-point numbers, to the bit what PyTorch makes of a large contiguous tensor.
 *
 * All round to nearest, ties to even. NaNs follow PyTorch 2.13 on x86-64 with AVX2 or AVX-512 (measured, see
 * `element_ops_test.ts`): sign and leading payload bits stay and the quiet bit is set, except where a kernel says otherwise.
 *
 * @module
 */

/** Reads all of `from` and fills all of `to`, front to back; both aligned to their elements, of which they hold equally many. */
export type Kernel = (from: Uint8Array, to: Uint8Array) => void;

/** bfloat16 is the upper half of float32, so the bits stay, those of signalling NaNs too. */
export function bfloat16ToFloat32(from: Uint8Array, to: Uint8Array): void {
  const source = bits16(from);
  const target = bits32(to);
  for (let i = 0; i < target.length; i++) target[i] = source[i]! << 16;
}

/** float32 to bfloat16, where every NaN becomes the bits `nan`. */
export function float32ToBfloat16(nan: number): Kernel {
  return (from, to) => {
    // Signed, so that the sum stays in 32 bits; the shift makes it unsigned.
    const source = new Int32Array(from.buffer, from.byteOffset, from.byteLength / 4);
    const target = bits16(to);
    for (let i = 0; i < target.length; i++) {
      const bits = source[i]!;
      // Half a unit less one, and one more when the kept part is odd: a tie carries only to the even neighbour.
      const rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
      target[i] = (bits & 0x7fffffff) > 0x7f800000 ? nan : rounded;
    }
  };
}

/** float16 to float32, exact. */
export function float16ToFloat32(from: Uint8Array, to: Uint8Array): void {
  const source = new Float16Array(from.buffer, from.byteOffset, from.byteLength / 2);
  const sourceBits = bits16(from);
  const target = floats32(to);
  const targetBits = bits32(to);
  for (let i = 0; i < target.length; i++) {
    const value = source[i]!;
    if (!Number.isNaN(value)) target[i] = value;
    else {
      const bits = sourceBits[i]!;
      targetBits[i] = (bits & 0x8000) << 16 | 0x7fc00000 | (bits & 0x3ff) << 13;
    }
  }
}

/** float32 to float16; V8 drops the payload of a NaN, the processor's own instruction does not. */
export function float32ToFloat16(from: Uint8Array, to: Uint8Array): void {
  const source = floats32(from);
  const sourceBits = bits32(from);
  const target = new Float16Array(to.buffer, to.byteOffset, to.byteLength / 2);
  const targetBits = bits16(to);
  for (let i = 0; i < target.length; i++) {
    const value = source[i]!;
    if (!Number.isNaN(value)) target[i] = value;
    else {
      const bits = sourceBits[i]!;
      targetBits[i] = (bits >>> 16 & 0x8000) | 0x7e00 | (bits >>> 13 & 0x3ff);
    }
  }
}

/** float32 to float64, exact. */
export function float32ToFloat64(from: Uint8Array, to: Uint8Array): void {
  floats64(to).set(floats32(from));
}

/** float64 to float32. */
export function float64ToFloat32(from: Uint8Array, to: Uint8Array): void {
  floats32(to).set(floats64(from));
}

/** Adds a number that is one of float32. */
export function addToFloat32(summand: number): Kernel {
  return (from, to) => {
    const source = floats32(from);
    const target = floats32(to);
    // The sum in 64 bits rounds to the same as one in 32: 53 bits are more than 2 × 24 + 2 (Figueroa 1995).
    for (let i = 0; i < target.length; i++) target[i] = source[i]! + summand;
  };
}

/** Adds a number. */
export function addToFloat64(value: number): Kernel {
  return (from, to) => {
    const source = floats64(from);
    const target = floats64(to);
    for (let i = 0; i < target.length; i++) target[i] = source[i]! + value;
  };
}

function bits16(bytes: Uint8Array): Uint16Array {
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
}

function bits32(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function floats32(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function floats64(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}
