/**
 * Random tensors over random sources, for property tests.
 *
 * A tensor is a program: a leaf, and steps that each turn the tensor so far into another. Every step is made to fit, so all
 * programs are sound, and fast-check shrinks one by leaving out steps.
 *
 * @module
 */
import fc from "fast-check";
import { bitsOf, type DType, DTYPES, elementsOf, type FloatDType, isFloatDType } from "../dtype.ts";
import type { LazyTensor, Shape } from "../tensor/lazy_tensor.ts";
import { add, cast, concat, leaf, permute, reshape, slice, stack } from "../tensor/operations.ts";

/** A tensor, and the bytes of the sources that it reads. */
export interface TensorCase {
  readonly tensor: LazyTensor;
  readonly sources: readonly Uint8Array[];
}

/** Bytes of each source; enough for the largest leaf wherever it begins. */
const SOURCE_BYTES = 2048;

/** Elements of the largest tensor: the judge takes its time for each. */
const MOST_ELEMENTS = 160;

/** Dimensions of the largest tensor. */
const MOST_DIMS = 6;

const FLOATS: readonly FloatDType[] = ["float16", "bfloat16", "float32", "float64"];

/** How many values a choice has. */
const CHOICES = 65536;

/** Numbers from 0 to 1 (exclusive) that decide what a step does. */
type Choices = readonly number[];

/** One step of a program. */
interface Step {
  readonly kind: "concat" | "stack" | "slice" | "permute" | "reshape" | "cast" | "add";
  readonly choices: Choices;
}

/**
 * Random tensors of up to 160 elements, with sizes from 0 and ranks from 0.
 *
 * @param options.dtypes of the leaves; those of whole bytes by default.
 */
export function arbitraryTensor(
  { dtypes = DTYPES.filter((dtype) => bitsOf(dtype) >= 8) }: { dtypes?: readonly DType[] } = {},
): fc.Arbitrary<TensorCase> {
  // Without bias: fast-check's own leads most tensors to be empty.
  const choice = fc.noBias(fc.nat(CHOICES - 1)).map((n) => n / CHOICES);
  const choices = fc.array(choice, { minLength: 6, maxLength: 6 });
  const kinds = ["concat", "concat", "stack", "slice", "permute", "permute", "reshape", "cast"];
  const step = fc.record({
    kind: fc.constantFrom(...kinds as Step["kind"][], "reshape" as const, "add" as const),
    choices,
  });
  return fc.record({
    dtype: fc.constantFrom(...dtypes),
    first: choices,
    steps: fc.array(step, { maxLength: 8 }),
    seed: fc.nat(),
  }).map(({ dtype, first, steps, seed }) => ({
    tensor: steps.reduce(applied, newLeaf(dtype, arbitraryShape(first), first)),
    sources: [0, 1].map((source) => randomBytes(seed + source)),
  }));
}

function applied(of: LazyTensor, { kind, choices }: Step): LazyTensor {
  const [a, b, c] = choices as [number, number, number];
  const dim = pick(a, of.shape.length);
  switch (kind) {
    case "concat": {
      if (of.shape.length === 0) return of;
      const size = of.shape[dim]!;
      const from = pick(b, size + 1);
      const piece = slice(of, dim, from, from + pick(c, size - from + 1));
      const other = newLeaf(of.dtype, of.shape.with(dim, pick(b, 4)), choices);
      const three = c < 0.5 ? [other, piece, of] : [piece, other, other];
      const orders = [[of, other], [other, of], [of, of], three];
      return small(concat(dim, orders[pick(choices[3]!, orders.length)]!), of);
    }
    case "stack": {
      const other = newLeaf(of.dtype, of.shape, choices);
      const orders = [[of], [of, other], [other, of, of]];
      return small(stack(pick(b, of.shape.length + 1), orders[pick(c, orders.length)]!), of);
    }
    case "slice": {
      if (of.shape.length === 0) return of;
      const start = pick(b, of.shape[dim]! + 1);
      return slice(of, dim, start, start + pick(c, of.shape[dim]! - start + 1));
    }
    case "permute":
      return permute(of, shuffled(of.shape.length, choices));
    case "reshape":
      return reshape(of, otherShape(of.shape, choices));
    case "cast":
      return isFloatDType(of.dtype) ? cast(of, FLOATS[pick(a, FLOATS.length)]!) : of;
    case "add":
      return isFloatDType(of.dtype) ? add(of, [1, -0, 0.1, -3e-5, 3e4][pick(a, 5)]!) : of;
  }
}

function small(made: LazyTensor, of: LazyTensor): LazyTensor {
  return elementsOf(made.shape) <= MOST_ELEMENTS && made.shape.length <= MOST_DIMS ? made : of;
}

/** A leaf in C order, or a transposed, expanded or spread one; aligned or not; next to others or not. */
function newLeaf(dtype: DType, shape: Shape, choices: Choices): LazyTensor {
  const [a, b, c, d] = choices as [number, number, number, number];
  // Few positions, so that leaves often continue each other.
  const at = { source: pick(a, 2), position: pick(b, 3) * 96 + (c < 0.2 ? 1 : 0), dtype };
  if (d < 0.6) return leaf({ ...at, shape });
  if (d < 0.7) {
    return leaf({
      ...at,
      shape,
      strides: shape.map((_, i) => pick(choices[i % choices.length]!, 4)),
    });
  }
  const order = shuffled(shape.length, choices);
  const inner = leaf({ ...at, shape: order.map((dim) => shape[dim]!) });
  return permute(inner, order.map((_, dim) => order.indexOf(dim)));
}

function arbitraryShape(choices: Choices): number[] {
  const shape: number[] = [];
  for (let d = 0; d < pick(choices[4]!, 5); d++) {
    const most = Math.min(7, Math.floor(MOST_ELEMENTS / Math.max(1, elementsOf(shape))));
    // A size of 0 is worth a case in twenty, not most of them.
    shape.push(choices[d]! < 0.05 ? 0 : 1 + pick(choices[d]!, most));
  }
  return shape;
}

/** Another shape with as many elements: dimensions merged, one split, ones put in. */
function otherShape(shape: Shape, choices: Choices): number[] {
  const [a, b, c, d] = choices as [number, number, number, number];
  const result = [...shape];
  const merge = pick(a, 3);
  for (let i = 0; i < merge && result.length > 1; i++) {
    const dim = pick(b, result.length - 1);
    result.splice(dim, 2, result[dim]! * result[dim + 1]!);
  }
  const split = pick(c, result.length);
  const size = result[split] ?? 1;
  const divisors = [2, 3, 4, 5, 6].filter((n) => size % n === 0 && size > 0);
  if (divisors.length > 0 && d < 0.8) {
    const divisor = divisors[pick(d, divisors.length)]!;
    result.splice(split, 1, ...(a < 0.5 ? [divisor, size / divisor] : [size / divisor, divisor]));
  }
  if (b < 0.3 && result.length < MOST_DIMS) result.splice(pick(c, result.length + 1), 0, 1);
  return result;
}

function shuffled(length: number, choices: Choices): number[] {
  const rest = [...Array(length).keys()];
  return Array.from({ length }, (_, i) => {
    const chosen = pick(choices[i % choices.length]!, rest.length);
    return rest.splice(chosen, 1)[0]!;
  });
}

/** A whole number from 0 to `count` (exclusive); 0 when there is none. */
function pick(choice: number, count: number): number {
  return Math.floor(choice * count);
}

/** Bytes from a linear congruential generator (Numerical Recipes), with the special values of floats strewn in. */
function randomBytes(seed: number): Uint8Array {
  const bytes = new Uint8Array(SOURCE_BYTES);
  let state = seed;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
    if (state >>> 8 & 0x10) bytes[i] = [0, 0x7f, 0x80, 0xff][state >>> 20 & 3]!;
  }
  return bytes;
}
