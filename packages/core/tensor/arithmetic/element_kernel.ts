/**
 * Kernels for elements wherever they lie: in WebAssembly where it reaches both sides, else in TypeScript.
 *
 * @module
 */
import type { Kernel } from "./float_kernels.ts";
import { type Kernels, kernelsOver } from "../wasm/kernels.ts";
import { REST } from "../wasm/kernels_binary.ts";

/**
 * Reads all of `from` and fills all of `to`, which hold equally many elements, at any alignment. `to` may overlap `from` where
 * it begins no later and ends no later.
 */
export type ElementKernel = (from: Uint8Array, to: Uint8Array) => void;

/** Changes `count` elements, a multiple of {@link VECTOR}, between two addresses. */
export type Fast = (kernels: Kernels, ...at: [from: number, to: number, count: number]) => void;

/** One change of elements, in both languages. Widths in bytes. */
interface Change {
  readonly widthIn: number;
  readonly widthOut: number;
  /** The plain kernels that make it together, and the width after each. */
  readonly plain: readonly { readonly kernel: Kernel; readonly width: number }[];
  readonly fast: Fast;
}

/** Elements that the kernels in WebAssembly take at a time. */
const VECTOR = 8;

/** Elements that the plain kernels take at a time: two stages of 32 KiB stay in a second-level cache. */
const BLOCK = 4096;

/** Bytes of the widest element. */
const WIDEST = 8;

/** A kernel that makes a change. */
export function elementKernel(change: Change): ElementKernel {
  return (from, to) => {
    const kernels = kernelsOver(from, to);
    if (kernels) changeFast(kernels, change, from, to);
    else changePlainly(change, from, to);
  };
}

/** Whole vectors in place; what is left is padded to one in memory of the kernels' own. */
function changeFast(
  kernels: Kernels,
  { widthIn, widthOut, fast }: Change,
  from: Uint8Array,
  to: Uint8Array,
): void {
  const count = from.byteLength / widthIn;
  const whole = count - count % VECTOR;
  fast(kernels, from.byteOffset, to.byteOffset, whole);
  if (whole === count) return;
  const padded = new Uint8Array(from.buffer, REST, VECTOR * widthIn);
  const changed = new Uint8Array(from.buffer, REST + VECTOR * WIDEST, VECTOR * widthOut);
  padded.set(from.subarray(whole * widthIn));
  fast(kernels, padded.byteOffset, changed.byteOffset, VECTOR);
  to.set(changed.subarray(0, (count - whole) * widthOut), whole * widthOut);
}

let stages: readonly [Uint8Array, Uint8Array] | undefined;

/** Block by block, between two stages where there is more than one kernel or no alignment. */
function changePlainly(
  { widthIn, widthOut, plain }: Change,
  from: Uint8Array,
  to: Uint8Array,
): void {
  stages ??= [new Uint8Array(BLOCK * WIDEST), new Uint8Array(BLOCK * WIDEST)];
  const count = from.byteLength / widthIn;
  for (let first = 0; first < count; first += BLOCK) {
    const elements = Math.min(BLOCK, count - first);
    let bytes = from.subarray(first * widthIn, (first + elements) * widthIn);
    if (bytes.byteOffset % widthIn !== 0) {
      stages[0].set(bytes);
      bytes = stages[0].subarray(0, bytes.byteLength);
    }
    const target = to.subarray(first * widthOut, (first + elements) * widthOut);
    for (const [k, { kernel, width }] of plain.entries()) {
      const last = k === plain.length - 1 && target.byteOffset % width === 0;
      const next = last ? target : stages[k % 2 === 0 ? 1 : 0].subarray(0, elements * width);
      kernel(bytes, next);
      bytes = next;
    }
    if (bytes !== target) target.set(bytes);
  }
}
