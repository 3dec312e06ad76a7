/**
 * Whether two checkpoints hold the same tensors, bit for bit.
 *
 * @module
 */
import { checkSourcesUnchanged } from "../commit/source_identity.ts";
import { bytesOf, type DType } from "../dtype.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import { DEFAULT_MEMORY } from "../plan/plan_conversion.ts";
import { planMemory, sidesOf } from "../plan/memory.ts";
import { naturalOrder } from "../text/natural_order.ts";
import { translateCheckpoint, type TranslatedCheckpoint } from "../plan/translate_checkpoint.ts";
import type { Plugins } from "../layout/model.ts";
import { elementAt, elementStep } from "../tensor/element.ts";
import { type LazyTensor, sameShape, type Shape } from "../tensor/lazy_tensor.ts";
import { allocateBuffers } from "../tensor/wasm/kernels.ts";
import { type Meter, openMeter } from "./meter.ts";
import { type InStep, type Located, openInStep } from "./in_step.ts";

/** How one tensor differs. */
export type TensorDifference =
  | { readonly kind: "only in A" | "only in B"; readonly name: string }
  | {
    readonly kind: "dtype or shape";
    readonly name: string;
    readonly a: { readonly dtype: DType; readonly shape: Shape };
    readonly b: { readonly dtype: DType; readonly shape: Shape };
  }
  | {
    readonly kind: "bits";
    readonly name: string;
    /** Elements whose bits differ, of how many. */
    readonly differing: number;
    readonly elements: number;
    /** Index per dimension of the first of them, and what it is in each. */
    readonly first: {
      readonly index: readonly number[];
      readonly a: number | bigint | undefined;
      readonly b: number | bigint | undefined;
    };
    /** The largest difference of two values, where they are numbers. */
    readonly largest: number | undefined;
  };

/** What a comparison found. */
export interface Comparison {
  readonly same: boolean;
  /** The layout both were compared in, where the architecture is known. */
  readonly layout?: string;
  /** Tensors compared, copies of tied ones left out. */
  readonly tensors: number;
  /** Bytes of tensors compared, of one side; copies of tied ones are in it. */
  readonly bytes: number;
  readonly differences: readonly TensorDifference[];
  readonly warnings: readonly string[];
}

/** Options of {@link compareCheckpoints}. */
export interface CompareOptions {
  readonly plugins: Plugins;
  /** See `ConversionOptions.exact`: B was written with it. */
  readonly exact?: boolean;
  /** Bytes that the buffers may take together; 64 MiB when absent. */
  readonly memory?: number;
  readonly signal?: AbortSignal;
  /** Called with the bytes compared so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Leads B lazily into the layout of A and compares the two as streams.
 *
 * Where nothing is known of the layout of A, tensors are compared by the names that they have. If each side then has some that the
 * other has not, B may be the same in another layout: that is an error where a config says what model it is, and a warning where none does.
 *
 * @throws TensorferryError when B cannot be led to the layout of A, or that cannot be told, or a source cannot be read.
 * @throws SourceChangedError when a file of either changed since it was opened: nothing that was found counts then.
 */
export async function compareCheckpoints(
  a: Checkpoint,
  b: Checkpoint,
  options: CompareOptions,
): Promise<Comparison> {
  const [one, two] = bothInLayoutOfA(a, b, options);
  const pairs: Pair[] = [];
  const differences: TensorDifference[] = [];
  for (const name of naturalOrder(new Set([...one.tensors.keys(), ...two.tensors.keys()]))) {
    const [x, y] = [one.tensors.get(name), two.tensors.get(name)];
    if (x === undefined || y === undefined) {
      differences.push({ kind: x === undefined ? "only in B" : "only in A", name });
    } else if (x.dtype !== y.dtype || !sameShape(x.shape, y.shape)) {
      differences.push({ kind: "dtype or shape", name, a: specOf(x), b: specOf(y) });
    } else {pairs.push({
        name,
        a: { name, tensor: x, sources: a.sources },
        b: { name, tensor: y, sources: b.sources },
      });}
  }
  const compared = pairs.length;
  for (const { tensor: name, tiedTo, both: [copy, kept] } of two.ties) {
    const { sources } = b;
    if (copy.dtype !== kept.dtype || !sameShape(copy.shape, kept.shape)) {
      differences.push({ kind: "dtype or shape", name, a: specOf(kept), b: specOf(copy) });
    } else {
      pairs.push({
        name,
        a: { name: tiedTo, tensor: kept, sources },
        b: { name, tensor: copy, sources },
      });
    }
  }
  const all = pairs.flatMap(({ a, b }) => [a.tensor, b.tensor]);
  const memory = planMemory(all, options.memory ?? DEFAULT_MEMORY);
  const inStep = openInStep(allocateBuffers(sidesOf(memory)));
  const total = all.reduce((sum, { dtype, shape }) => sum + bytesOf(dtype, shape), 0) / 2;
  const meter = openMeter<string>({
    total,
    signal: options.signal,
    report: (_, done) => options.onProgress?.(done, total),
  });
  for (const pair of pairs) {
    const found = await compareTensors(pair, inStep, meter);
    if (found !== undefined) differences.push(found);
  }
  for (const { sources } of [a, b]) checkSourcesUnchanged(sources);
  return {
    same: differences.length === 0,
    ...(one.to !== undefined && { layout: one.to }),
    tensors: compared,
    bytes: total,
    differences,
    warnings: two.warnings,
  };
}

/** Two tensors that must be the same; of a tied tensor and its copy, both are of B. */
interface Pair {
  readonly name: string;
  readonly a: Located;
  readonly b: Located;
}

/** What there is to compare. Only that: what names stand for in a model takes more memory than the tensors. */
type Side = Pick<TranslatedCheckpoint, "tensors" | "ties" | "to" | "warnings">;

const NO_CONFIG =
  "neither has a config.json, so tensors were compared by the names that they have; B may be the same in another layout. Give --config";

function bothInLayoutOfA(
  a: Checkpoint,
  b: Checkpoint,
  { plugins, exact }: CompareOptions,
): [Side, Side] {
  const lead = (checkpoint: Checkpoint, other: Checkpoint, to: string | undefined): Side => {
    const { tensors, ties, warnings, ...layouts } = translateCheckpoint(
      checkpoint.tensors,
      checkpoint.config ?? other.config,
      {
        plugins,
        partial: true,
        ...(to !== undefined && { to }),
        ...(to !== undefined && exact !== undefined && { exact }),
      },
    );
    return { tensors, ties, warnings, ...(layouts.to !== undefined && { to: layouts.to }) };
  };
  const one = lead(a, b, undefined);
  if (one.to !== undefined) return [one, lead(b, a, one.to)];
  const two: Side = { tensors: b.tensors, ties: [], warnings: [] };
  if (isPart(a, b) || isPart(b, a)) return [one, two];
  if ((a.config ?? b.config) === undefined) return [one, { ...two, warnings: [NO_CONFIG] }];
  // Leading A somewhere fails for the same reason for which nothing is known of it, and says it.
  return [lead(a, b, "hf"), lead(b, a, "hf")];
}

/** Whether one checkpoint has every name of another. */
function isPart({ tensors }: Checkpoint, whole: Checkpoint): boolean {
  return tensors.keys().every((name) => whole.tensors.has(name));
}

async function compareTensors(
  { name, a, b }: Pair,
  inStep: InStep,
  meter: Meter<string>,
): Promise<TensorDifference | undefined> {
  const { dtype, shape } = a.tensor;
  const step = elementStep(dtype);
  let differing = 0;
  let firstAt: number | undefined;
  let values: readonly [number | bigint | undefined, number | bigint | undefined] = [
    undefined,
    undefined,
  ];
  let largest: number | undefined;
  for await (const piece of inStep(a, b)) {
    if (meter.advance(piece.a.length, name)) await meter.turn();
    if (piece.same) continue;
    for (let at = 0; at < piece.a.length; at += step) {
      if (sameElement(piece.a, piece.b, at, step)) continue;
      differing++;
      const [x, y] = [elementAt(dtype, piece.a, at), elementAt(dtype, piece.b, at)];
      if (firstAt === undefined) [firstAt, values] = [(piece.position + at) / step, [x, y]];
      const apart = Math.abs(Number(x) - Number(y));
      if (!Number.isNaN(apart)) largest = Math.max(largest ?? 0, apart);
    }
  }
  if (firstAt === undefined) return undefined;
  const first = { index: indexOf(firstAt, shape), a: values[0], b: values[1] };
  return { kind: "bits", name, differing, elements: bytesOf(dtype, shape) / step, first, largest };
}

function sameElement(a: Uint8Array, b: Uint8Array, at: number, step: number): boolean {
  for (let i = at; i < at + step; i++) if (a[i] !== b[i]) return false;
  return true;
}

function indexOf(element: number, shape: Shape): number[] {
  const index: number[] = [];
  for (const size of shape.toReversed()) {
    index.unshift(element % size);
    element = Math.floor(element / size);
  }
  return index;
}

function specOf({ dtype, shape }: LazyTensor): { readonly dtype: DType; readonly shape: Shape } {
  return { dtype, shape };
}
