/**
 * Casts and sums as chains of kernels.
 *
 * @module
 */
import { bitsOf, type DType, type FloatDType } from "../../dtype.ts";
import { type ElementKernel, elementKernel, type Fast } from "./element_kernel.ts";
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
  readonly kernel: ElementKernel;
}

/** A kernel in TypeScript, and the dtype that it leads to. */
interface Plain {
  readonly to: FloatDType;
  readonly kernel: Kernel;
}

/** What the vectorised conversion of PyTorch 2.13 makes of a NaN (`cvtfp32_bf16`: all ones). */
const VECTOR_NAN = 0xffff;

/** What its scalar conversion makes of one (`c10::BFloat16`), which is also what float16 to bfloat16 goes through. */
const SCALAR_NAN = 0x7fc0;

/** The casts that are one kernel in WebAssembly. */
const FAST_CASTS: Readonly<Record<FloatDType, Partial<Record<FloatDType, Fast>>>> = {
  float16: {
    bfloat16: (kernels, ...at) => kernels.float16ToBfloat16(...at),
    float32: (kernels, ...at) => kernels.float16ToFloat32(...at),
  },
  bfloat16: {
    float16: (kernels, ...at) => kernels.bfloat16ToFloat16(...at),
    float32: (kernels, ...at) => kernels.bfloat16ToFloat32(...at),
  },
  float32: {
    float16: (kernels, ...at) => kernels.float32ToFloat16(...at),
    bfloat16: (kernels, ...at) => kernels.float32ToBfloat16(...at),
    float64: (kernels, ...at) => kernels.float32ToFloat64(...at),
  },
  float64: {
    float32: (kernels, ...at) => kernels.float64ToFloat32(...at),
  },
};

/** The sums in WebAssembly, of a number that is one of the dtype. */
const FAST_SUMS: Readonly<Record<FloatDType, (summand: number) => Fast>> = {
  float16: (summand) => (kernels, ...at) => kernels.addToFloat16(...at, summand),
  bfloat16: (summand) => (kernels, ...at) => kernels.addToBfloat16(...at, summand),
  float32: (summand) => (kernels, ...at) => kernels.addToFloat32(...at, summand),
  float64: (summand) => (kernels, ...at) => kernels.addToFloat64(...at, summand),
};

/** The kernels for elements of `dtype`, in order. */
export function stepsOf(dtype: DType, ops: readonly ElementOp[]): ElementStep[] {
  const steps: ElementStep[] = [];
  let from = dtype as FloatDType; // lazy tensors have element ops on floating dtypes only
  for (const op of ops) {
    steps.push(...(op.op === "cast" ? castSteps(from, op.dtype) : [addStep(from, op.value)]));
    from = steps.at(-1)?.to ?? from;
  }
  return steps;
}

/** One step, or two by way of float32, where every dtype meets the others in PyTorch. */
function castSteps(from: FloatDType, to: FloatDType): ElementStep[] {
  const fast = FAST_CASTS[from][to];
  if (fast === undefined) return [...castSteps(from, "float32"), ...castSteps("float32", to)];
  const nan = from === "float16" ? SCALAR_NAN : VECTOR_NAN;
  return [stepOf(from, to, [...toFloat32(from), ...fromFloat32(to, nan)], fast)];
}

function addStep(dtype: FloatDType, value: number): ElementStep {
  if (dtype === "float64") {
    const sum: Plain = { to: dtype, kernel: addToFloat64(value) };
    return stepOf(dtype, dtype, [sum], FAST_SUMS[dtype](value));
  }
  const summand = roundedTo(dtype, value);
  const sum: Plain = { to: "float32", kernel: addToFloat32(summand) };
  const plain = [...toFloat32(dtype), sum, ...fromFloat32(dtype, VECTOR_NAN)];
  return stepOf(dtype, dtype, plain, FAST_SUMS[dtype](summand));
}

function stepOf(
  from: FloatDType,
  to: FloatDType,
  plain: readonly Plain[],
  fast: Fast,
): ElementStep {
  const kernel = elementKernel({
    widthIn: widthOf(from),
    widthOut: widthOf(to),
    plain: plain.map(({ to, kernel }) => ({ kernel, width: widthOf(to) })),
    fast,
  });
  return { from, to, kernel };
}

/** The nearest number of `dtype`: PyTorch 2.13 rounds a Python number to the dtype of the tensor before it adds (measured). */
function roundedTo(dtype: FloatDType, value: number): number {
  let bytes = new Uint8Array(Float32Array.of(value).buffer);
  for (const { to, kernel } of [...fromFloat32(dtype, VECTOR_NAN), ...toFloat32(dtype)]) {
    const rounded = new Uint8Array(widthOf(to));
    kernel(bytes, rounded);
    bytes = rounded;
  }
  return new Float32Array(bytes.buffer)[0]!;
}

function toFloat32(from: FloatDType): Plain[] {
  const kernel = {
    float16: float16ToFloat32,
    bfloat16: bfloat16ToFloat32,
    float32: undefined,
    float64: float64ToFloat32,
  }[from];
  return kernel ? [{ to: "float32", kernel }] : [];
}

function fromFloat32(to: FloatDType, nan: number): Plain[] {
  const kernel = {
    float16: float32ToFloat16,
    bfloat16: float32ToBfloat16(nan),
    float32: undefined,
    float64: float32ToFloat64,
  }[to];
  return kernel ? [{ to, kernel }] : [];
}

/** Bytes of an element. */
function widthOf(dtype: FloatDType): number {
  return bitsOf(dtype) / 8;
}
