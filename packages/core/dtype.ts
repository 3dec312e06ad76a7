/**
 * Element types, under the names PyTorch uses.
 *
 * The set is that of safetensors 0.8.0 (`Dtype` in `tensor.rs`), the widest among the containers: formats map their own
 * tags to these names, and nothing else in Tensorferry spells a dtype differently.
 *
 * @module
 */

/** The name of an element type. */
export type DType =
  | "bool"
  | "float4_e2m1"
  | "float6_e2m3"
  | "float6_e3m2"
  | "uint8"
  | "int8"
  | "float8_e5m2"
  | "float8_e4m3fn"
  | "float8_e8m0fnu"
  | "float8_e4m3fnuz"
  | "float8_e5m2fnuz"
  | "int16"
  | "uint16"
  | "float16"
  | "bfloat16"
  | "int32"
  | "uint32"
  | "float32"
  | "complex64"
  | "float64"
  | "int64"
  | "uint64";

/** Width in bits of one element of each dtype. */
const BITS: Readonly<Record<DType, number>> = {
  bool: 8,
  float4_e2m1: 4,
  float6_e2m3: 6,
  float6_e3m2: 6,
  uint8: 8,
  int8: 8,
  float8_e5m2: 8,
  float8_e4m3fn: 8,
  float8_e8m0fnu: 8,
  float8_e4m3fnuz: 8,
  float8_e5m2fnuz: 8,
  int16: 16,
  uint16: 16,
  float16: 16,
  bfloat16: 16,
  int32: 32,
  uint32: 32,
  float32: 32,
  complex64: 64,
  float64: 64,
  int64: 64,
  uint64: 64,
};

/** The dtypes that arithmetic (`cast`, `add`) is defined on. */
export type FloatDType = "float16" | "bfloat16" | "float32" | "float64";

/** Every dtype. */
export const DTYPES: readonly DType[] = Object.keys(BITS) as DType[];

/** Whether `name` is the name of a dtype. */
export function isDType(name: string): name is DType {
  return Object.hasOwn(BITS, name);
}

/** Whether `dtype` is one that `cast` and `add` are defined on. */
export function isFloatDType(dtype: DType): dtype is FloatDType {
  return dtype === "float16" || dtype === "bfloat16" || dtype === "float32" || dtype === "float64";
}

/** Width of one element in bits; below 8 for the packed dtypes. */
export function bitsOf(dtype: DType): number {
  return BITS[dtype];
}

/** Number of elements in a tensor of this shape; 1 for a scalar. */
export function elementsOf(shape: readonly number[]): number {
  let elements = 1;
  // By index: an iterator for each of millions of calls is a tenth of the garbage of a conversion.
  for (let d = 0; d < shape.length; d++) elements *= shape[d]!;
  return elements;
}

/** Bytes that a contiguous tensor takes. Whole for every tensor a container accepts. */
export function bytesOf(dtype: DType, shape: readonly number[]): number {
  return elementsOf(shape) * BITS[dtype] / 8;
}
