/**
 * Casts and sums as chains of kernels.
 *
 * @module
 */
import { bitsOf, type DType, type FloatDType } from "../../dtype.ts";
import {
  addToFloat32,
  addToFloat64,
  bfloat16ToFloat32,
  float16ToFloat32,
  float32ToBfloat16,
  float32ToFloat16,
  float32ToFloat64,
  float64ToFloat32,
  type Kernel,
} from "./float_kernels.ts";
import type { ElementOp } from "../normal_form/normal.ts";

/** One kernel, and the dtypes that it leads between. */
export interface ElementStep {
  readonly from: FloatDType;
  readonly to: FloatDType;
  readonly kernel: Kernel;
}

/** What the vectorised conversion of PyTorch 2.13 makes of a NaN (`cvtfp32_bf16`: all ones). */
const VECTOR_NAN = 0xffff;

/** What its scalar conversion makes of one (`c10::BFloat16`), which is also what float16 to bfloat16 goes through. */
const SCALAR_NAN = 0x7fc0;

/** The kernels for elements of `dtype`, in order. Every dtype meets the others by way of float32, as in PyTorch. */
export function stepsOf(dtype: DType, ops: readonly ElementOp[]): ElementStep[] {
  const steps: ElementStep[] = [];
  let from = dtype as FloatDType; // lazy tensors have element ops on floating dtypes only
  for (const op of ops) {
    steps.push(...(op.op === "cast" ? castSteps(from, op.dtype) : addSteps(from, op.value)));
    from = steps.at(-1)?.to ?? from;
  }
  return steps;
}

function castSteps(from: FloatDType, to: FloatDType): ElementStep[] {
  return [...toFloat32(from), ...fromFloat32(to, from === "float16" ? SCALAR_NAN : VECTOR_NAN)];
}

function addSteps(dtype: FloatDType, value: number): ElementStep[] {
  if (dtype === "float64") return [{ from: dtype, to: dtype, kernel: addToFloat64(value) }];
  const add: ElementStep = {
    from: "float32",
    to: "float32",
    kernel: addToFloat32(roundedTo(dtype, value)),
  };
  return [...toFloat32(dtype), add, ...fromFloat32(dtype, VECTOR_NAN)];
}

/** The nearest number of `dtype`: PyTorch 2.13 rounds a Python number to the dtype of the tensor before it adds (measured). */
function roundedTo(dtype: FloatDType, value: number): number {
  let bytes = new Uint8Array(Float32Array.of(value).buffer);
  for (const { to, kernel } of [...fromFloat32(dtype, VECTOR_NAN), ...toFloat32(dtype)]) {
    const rounded = new Uint8Array(bitsOf(to) / 8);
    kernel(bytes, rounded);
    bytes = rounded;
  }
  return new Float32Array(bytes.buffer)[0]!;
}

/** To float32. */
function toFloat32(from: FloatDType): ElementStep[] {
  const kernel = {
    float16: float16ToFloat32,
    bfloat16: bfloat16ToFloat32,
    float32: undefined,
    float64: float64ToFloat32,
  }[from];
  return kernel ? [{ from, to: "float32", kernel }] : [];
}

/** From float32. */
function fromFloat32(to: FloatDType, nan: number): ElementStep[] {
  const kernel = {
    float16: float32ToFloat16,
    bfloat16: float32ToBfloat16(nan),
    float32: undefined,
    float64: float32ToFloat64,
  }[to];
  return kernel ? [{ from: "float32", to, kernel }] : [];
}
