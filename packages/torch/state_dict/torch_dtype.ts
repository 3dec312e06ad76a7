/**
 * The element types and storage classes of torch 2.13 (`torch/storage.py`, `_dtype_to_storage_type_map` and `_new_dtypes`).
 *
 * @module
 */
import { bitsOf, type DType, DTYPES } from "@tensorferry/core";
import type { StorageType, TorchDType } from "./torch_object.ts";

/** Those of torch that are also Tensorferry's: all but the packed ones, which torch packs in other ways. */
const SHARED: readonly DType[] = DTYPES.filter((dtype) => bitsOf(dtype) >= 8);

/** Bytes of those that are torch's alone. */
const OF_TORCH: Readonly<Record<string, number>> = {
  complex32: 4,
  complex128: 16,
  float4_e2m1fn_x2: 1,
  qint8: 1,
  quint8: 1,
  qint32: 4,
  quint4x2: 1,
  quint2x4: 1,
  bits1x8: 1,
  bits2x4: 1,
  bits4x2: 1,
  bits8: 1,
  bits16: 2,
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].flatMap((n) => [[`int${n}`, 1], [`uint${n}`, 1]])),
};

/** Every element type by the name that torch gives it. */
export const TORCH_DTYPES: ReadonlyMap<string, TorchDType> = new Map([
  ...SHARED.map((dtype): [string, TorchDType] => [
    dtype,
    { kind: "dtype", name: dtype, bytes: bitsOf(dtype) / 8, dtype },
  ]),
  ...Object.entries(OF_TORCH).map(([name, bytes]): [string, TorchDType] => [
    name,
    { kind: "dtype", name, bytes },
  ]),
]);

const ELEMENTS: Readonly<Record<string, string>> = {
  Double: "float64",
  Float: "float32",
  Half: "float16",
  BFloat16: "bfloat16",
  Long: "int64",
  Int: "int32",
  Short: "int16",
  Char: "int8",
  Byte: "uint8",
  Bool: "bool",
  ComplexFloat: "complex64",
  ComplexDouble: "complex128",
  QInt8: "qint8",
  QInt32: "qint32",
  QUInt8: "quint8",
  QUInt4x2: "quint4x2",
  QUInt2x4: "quint2x4",
  // Bytes, which the tensors that are views of them give a type.
  Untyped: "uint8",
};

/** Every class of storages by its name, such as `FloatStorage`. */
export const STORAGE_TYPES: ReadonlyMap<string, StorageType> = new Map(
  Object.entries(ELEMENTS).map(([stem, name]) => [
    `${stem}Storage`,
    { kind: "storage type", of: TORCH_DTYPES.get(name)! },
  ]),
);
