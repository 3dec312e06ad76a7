/**
 * The dtype tags of safetensors 0.8.0 (`Dtype` in `safetensors/src/tensor.rs`) and the names that PyTorch and
 * Tensorferry use.
 *
 * @module
 */
import type { DType } from "@tensorferry/core";

/** A dtype as a header spells it. */
export type DTypeTag =
  | "BOOL"
  | "F4"
  | "F6_E2M3"
  | "F6_E3M2"
  | "U8"
  | "I8"
  | "F8_E5M2"
  | "F8_E4M3"
  | "F8_E8M0"
  | "F8_E4M3FNUZ"
  | "F8_E5M2FNUZ"
  | "I16"
  | "U16"
  | "F16"
  | "BF16"
  | "I32"
  | "U32"
  | "F32"
  | "C64"
  | "F64"
  | "I64"
  | "U64";

/** Tag per dtype, in the order of the crate's enum: by increasing alignment, which a writer follows backwards. */
const TAGS: Readonly<Record<DType, DTypeTag>> = {
  bool: "BOOL",
  float4_e2m1: "F4",
  float6_e2m3: "F6_E2M3",
  float6_e3m2: "F6_E3M2",
  uint8: "U8",
  int8: "I8",
  float8_e5m2: "F8_E5M2",
  float8_e4m3fn: "F8_E4M3",
  float8_e8m0fnu: "F8_E8M0",
  float8_e4m3fnuz: "F8_E4M3FNUZ",
  float8_e5m2fnuz: "F8_E5M2FNUZ",
  int16: "I16",
  uint16: "U16",
  float16: "F16",
  bfloat16: "BF16",
  int32: "I32",
  uint32: "U32",
  float32: "F32",
  complex64: "C64",
  float64: "F64",
  int64: "I64",
  uint64: "U64",
};

const ORDER = Object.keys(TAGS) as DType[];
const RANKS: ReadonlyMap<DType, number> = new Map(ORDER.map((dtype, rank) => [dtype, rank]));

/** The tag of a dtype, such as `BF16` of `bfloat16`. */
export function tagOf(dtype: DType): DTypeTag {
  return TAGS[dtype];
}

/** The dtype of a tag, such as `bfloat16` of `BF16`; nothing for any other text, lower case included. */
export function dtypeOfTag(tag: string): DType | undefined {
  return findDType((known) => known === tag);
}

/** The dtype whose tag `matches`: for text that is not a string yet. */
export function findDType(matches: (tag: DTypeTag) => boolean): DType | undefined {
  for (const dtype of ORDER) if (matches(TAGS[dtype])) return dtype;
  return undefined;
}

/** Place of a dtype in the crate's enum, from 0. */
export function alignmentRank(dtype: DType): number {
  return RANKS.get(dtype)!;
}
