/**
 * Single elements, for reports: never for moving tensors.
 *
 * @module
 */
import { bitsOf, type DType } from "../dtype.ts";

/** Reads the element at a byte position, as a number where JavaScript has one for it. */
type Read = (view: DataView, position: number) => number | bigint;

const READERS: Partial<Record<DType, Read>> = {
  bool: (view, at) => view.getUint8(at),
  uint8: (view, at) => view.getUint8(at),
  int8: (view, at) => view.getInt8(at),
  uint16: (view, at) => view.getUint16(at, true),
  int16: (view, at) => view.getInt16(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  int32: (view, at) => view.getInt32(at, true),
  uint64: (view, at) => view.getBigUint64(at, true),
  int64: (view, at) => view.getBigInt64(at, true),
  float16: (view, at) => view.getFloat16(at, true),
  float32: (view, at) => view.getFloat32(at, true),
  float64: (view, at) => view.getFloat64(at, true),
  bfloat16: (view, at) => {
    const word = new DataView(new ArrayBuffer(4));
    word.setUint16(2, view.getUint16(at, true), true);
    return word.getFloat32(0, true);
  },
};

/** Reads the number at `position` bytes, or nothing where the dtype is not one that JavaScript can read. */
export function elementAt(
  dtype: DType,
  bytes: Uint8Array,
  position: number,
): number | bigint | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return READERS[dtype]?.(view, position);
}

/** Bytes per element, or 1 for packed dtypes, which are told apart byte by byte. */
export function elementStep(dtype: DType): number {
  return Math.max(1, Math.floor(bitsOf(dtype) / 8));
}
