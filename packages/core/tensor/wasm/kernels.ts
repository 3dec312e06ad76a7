/**
 * The compiled kernels, and the memories that they reach.
 *
 * A memory is made once, with all that it will hold: one that grows would take its views away from those who hold them.
 *
 * @module
 */
import { KERNELS, OWN_BYTES } from "./kernels_binary.ts";

/** Changes `count` elements, a multiple of 8. Addresses in bytes, at any alignment. See `assembly/index.ts`. */
type Change = (from: number, to: number, count: number) => void;

/** The same with a number to add. */
type Sum = (from: number, to: number, count: number, summand: number) => void;

/** Turns rows of elements into columns. Addresses and strides in bytes, at any alignment; the two sides must not overlap. */
type Transpose = (
  from: number,
  to: number,
  fromStride: number,
  toStride: number,
  rows: number,
  columns: number,
) => void;

/** What `assembly/index.ts` exports. */
export interface Kernels {
  readonly bfloat16ToFloat32: Change;
  readonly float32ToBfloat16: Change;
  readonly float16ToFloat32: Change;
  readonly float32ToFloat16: Change;
  readonly bfloat16ToFloat16: Change;
  readonly float16ToBfloat16: Change;
  readonly float32ToFloat64: Change;
  readonly float64ToFloat32: Change;
  readonly addToBfloat16: Sum;
  readonly addToFloat16: Sum;
  readonly addToFloat32: Sum;
  readonly addToFloat64: Sum;
  readonly transpose8: Transpose;
  readonly transpose16: Transpose;
  readonly transpose32: Transpose;
  readonly transpose64: Transpose;
  /** Copies a grid of runs of `run` bytes from one set of places to another; the two sides must not overlap. */
  readonly copyRuns: (
    run: number,
    from: number,
    to: number,
    rows: number,
    rowFrom: number,
    rowTo: number,
    columns: number,
    columnFrom: number,
    columnTo: number,
  ) => void;
}

/** Bytes of a page of WebAssembly memory, and the most pages that an address of 32 bits reaches. */
const PAGE = 65536;
const MOST_PAGES = 65536;

/** Where the buffers of a memory begin: after what the kernels keep for themselves, at a cache line. */
const FIRST_BUFFER = alignedUp(OWN_BYTES);

/** Buffers begin at a cache line, so that none shares one with another. */
function alignedUp(position: number): number {
  return Math.ceil(position / 64) * 64;
}

const kernelsIn = new WeakMap<ArrayBufferLike, Kernels>();

let compiled: WebAssembly.Module | undefined;

/**
 * Buffers of these sizes that lie in one memory, where the kernels reach them: casts, sums and transposes between them run in
 * WebAssembly. Each begins at a multiple of 64 bytes. Bytes that are never touched take no memory.
 *
 * Where there can be no such memory (4 GiB are the most, and an address space may be limited) they are plain buffers, between
 * which the same is done in TypeScript.
 *
 * @param sizes bytes of each buffer.
 *
 * @example
 * ```ts
 * import { allocateBuffers } from "@tensorferry/core";
 * import assert from "node:assert/strict";
 *
 * const [output, scratch] = allocateBuffers([2 ** 20, 2 ** 18]);
 * assert.equal(output?.byteLength, 2 ** 20);
 * assert.equal(output?.buffer, scratch?.buffer);
 * ```
 */
export function allocateBuffers(sizes: readonly number[]): Uint8Array<ArrayBuffer>[] {
  return openHold({ all: sizes })("all");
}

/** Gives the buffers of a step. */
export type Hold<Step extends string> = (step: Step) => Uint8Array<ArrayBuffer>[];

/**
 * One memory for steps that come one after another: each has its buffers, as {@link allocateBuffers} gives them, where those of the
 * step before were. Were they made anew, all of them would be there until somebody collects the garbage.
 *
 * @param steps bytes of each buffer, by step. The memory is made when the first is asked for, as large as the largest needs it.
 */
export function openHold<Step extends string>(
  steps: Readonly<Record<Step, readonly number[]>>,
): Hold<Step> {
  let memory: ArrayBuffer | undefined;
  return (step) => {
    if (memory === undefined) {
      const ends = Object.values<readonly number[]>(steps).map((sizes) => placed(sizes).end);
      const pages = Math.ceil(Math.max(...ends) / PAGE);
      memory = kernelMemory(pages) ?? new ArrayBuffer(pages * PAGE);
    }
    const { starts } = placed(steps[step]);
    return steps[step].map((size, i) => new Uint8Array(memory!, starts[i], size));
  };
}

/** Where buffers of these sizes begin in a memory, and where the last one ends. */
function placed(sizes: readonly number[]): { readonly starts: number[]; readonly end: number } {
  let end = FIRST_BUFFER;
  const starts = sizes.map((size) => {
    const start = end;
    end = alignedUp(start + size);
    return start;
  });
  return { starts, end };
}

/** The kernels that reach both of these, when they lie in one memory. */
export function kernelsOver(a: Uint8Array, b: Uint8Array): Kernels | undefined {
  return a.buffer === b.buffer ? kernelsIn.get(a.buffer) : undefined;
}

function kernelMemory(pages: number): ArrayBuffer | undefined {
  // A runtime without a compiler has no WebAssembly either.
  if (pages > MOST_PAGES || globalThis.WebAssembly === undefined) return undefined;
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    compiled ??= new WebAssembly.Module(Uint8Array.fromBase64(KERNELS));
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    // Nothing but the build knows the types of the exports; the test of the kernels calls each.
    kernelsIn.set(memory.buffer, exports as unknown as Kernels);
    return memory.buffer as ArrayBuffer; // it is not shared
  } catch (error) {
    // No memory to be had, or a processor without the vectors of SSE 4.1.
    if (error instanceof RangeError || error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}
