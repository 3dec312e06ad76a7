/**
 * Tensors evaluated element by element, straight from what each operation means: the judge of everything faster.
 *
 * @module
 */
import { bitsOf, bytesOf, type DType, elementsOf, type FloatDType } from "../dtype.ts";
import type { LazyTensor, Shape } from "../tensor/lazy_tensor.ts";
import { naiveAdd, naiveCast } from "./naive_float.ts";

/** The bytes of a tensor in C order. */
export function naiveBytes(tensor: LazyTensor, sources: readonly Uint8Array[]): Uint8Array {
  const width = bitsOf(tensor.dtype);
  const bytes = new Uint8Array(Math.ceil(bytesOf(tensor.dtype, tensor.shape)));
  const elements = elementsOf(tensor.shape);
  for (let i = 0; i < elements; i++) {
    const bits = elementAt(tensor, indexOf(tensor.shape, i), sources);
    for (let bit = 0; bit < width; bit++) {
      const at = i * width + bit;
      bytes[Math.floor(at / 8)]! |= Number(bits >> BigInt(bit) & 1n) << at % 8;
    }
  }
  return bytes;
}

/** The bits of one element. */
function elementAt(
  tensor: LazyTensor,
  index: readonly number[],
  sources: readonly Uint8Array[],
): bigint {
  switch (tensor.op) {
    case "leaf": {
      const element = tensor.strides
        ? index.reduce((sum, i, d) => sum + i * tensor.strides![d]!, 0)
        : linearIndex(tensor.shape, index);
      return readBits(sources[tensor.source]!, tensor.position, element, tensor.dtype);
    }
    case "concat": {
      let along = index[tensor.dim]!;
      for (const part of tensor.parts) {
        const size = part.shape[tensor.dim]!;
        if (along < size) return elementAt(part, index.with(tensor.dim, along), sources);
        along -= size;
      }
      throw new RangeError(`index [${index}] of shape [${tensor.shape}]`);
    }
    case "stack":
      return elementAt(
        tensor.parts[index[tensor.dim]!]!,
        index.toSpliced(tensor.dim, 1),
        sources,
      );
    case "slice":
      return elementAt(
        tensor.of,
        index.with(tensor.dim, index[tensor.dim]! + tensor.start),
        sources,
      );
    case "permute": {
      const { order } = tensor;
      return elementAt(tensor.of, index.map((_, d) => index[order.indexOf(d)]!), sources);
    }
    case "reshape":
      return elementAt(
        tensor.of,
        indexOf(tensor.of.shape, linearIndex(tensor.shape, index)),
        sources,
      );
    case "cast": {
      const from = tensor.of.dtype as FloatDType; // lazy tensors cast between these only
      return naiveCast(elementAt(tensor.of, index, sources), from, tensor.dtype);
    }
    case "add":
      return naiveAdd(elementAt(tensor.of, index, sources), tensor.value, tensor.dtype);
  }
}

function readBits(source: Uint8Array, position: number, element: number, dtype: DType): bigint {
  const width = bitsOf(dtype);
  let bits = 0n;
  for (let bit = 0; bit < width; bit++) {
    const at = position * 8 + element * width + bit;
    bits |= BigInt(source[Math.floor(at / 8)]! >> at % 8 & 1) << BigInt(bit);
  }
  return bits;
}

/** The index, in C order, of the element with this number. */
function indexOf(shape: Shape, linear: number): number[] {
  const index = new Array<number>(shape.length);
  let rest = linear;
  for (let d = shape.length - 1; d >= 0; d--) {
    index[d] = rest % shape[d]!;
    rest = Math.floor(rest / shape[d]!);
  }
  return index;
}

function linearIndex(shape: Shape, index: readonly number[]): number {
  return index.reduce((linear, i, d) => linear * shape[d]! + i, 0);
}
