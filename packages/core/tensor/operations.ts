/**
 * The steps that lazy tensors are made of. Each checks shapes, so that what exists is sound.
 *
 * @module
 */
import { bitsOf, type DType, elementsOf, type FloatDType, isFloatDType } from "../dtype.ts";
import { InvalidTensorError } from "../errors.ts";
import { type LazyTensor, type Leaf, sameShape, type Shape } from "./lazy_tensor.ts";

/** A tensor that lies in a source. */
export function leaf(
  at: { source: number; position: number; dtype: DType; shape: Shape; strides?: readonly number[] },
): Leaf {
  checkShape(at.shape);
  if (at.strides !== undefined) {
    if (at.strides.length !== at.shape.length || !at.strides.every(isSize)) {
      throw new InvalidTensorError(
        `Cannot view shape [${at.shape}] with strides [${at.strides}]: one stride of 0 or more per dimension is needed`,
      );
    }
    return { op: "leaf", ...at, strides: at.strides };
  }
  const { source, position, dtype, shape } = at;
  return { op: "leaf", dtype, shape, source, position };
}

/** `torch.cat(parts, dim)`. */
export function concat(dim: number, parts: readonly LazyTensor[]): LazyTensor {
  const first = parts[0];
  if (first === undefined) throw new InvalidTensorError("Cannot concat no tensors");
  checkDim("concat", dim, first.shape.length);
  let size = 0;
  for (const part of parts) {
    if (part.dtype !== first.dtype || !sameShape(part.shape, first.shape, dim)) {
      throw unlike(`concat along dimension ${dim}`, first, part);
    }
    size += part.shape[dim]!;
  }
  if (parts.length === 1) return first;
  const shape = first.shape.with(dim, size);
  return { op: "concat", dtype: first.dtype, shape, dim, parts };
}

/** `torch.stack(parts, dim)`. */
export function stack(dim: number, parts: readonly LazyTensor[]): LazyTensor {
  const first = parts[0];
  if (first === undefined) throw new InvalidTensorError("Cannot stack no tensors");
  checkDim("stack", dim, first.shape.length + 1);
  for (const part of parts) {
    const fits = part.dtype === first.dtype && sameShape(part.shape, first.shape);
    if (!fits) throw unlike("stack", first, part);
  }
  const shape = first.shape.toSpliced(dim, 0, parts.length);
  return { op: "stack", dtype: first.dtype, shape, dim, parts };
}

/** `of.narrow(dim, start, stop - start)`. */
export function slice(of: LazyTensor, dim: number, start: number, stop: number): LazyTensor {
  checkDim("slice", dim, of.shape.length);
  const size = of.shape[dim]!;
  if (!isSize(start) || !isSize(stop) || start > stop || stop > size) {
    throw new InvalidTensorError(
      `Cannot slice ${start}:${stop} along dimension ${dim} of shape [${of.shape}]: the range is 0:${size}`,
    );
  }
  if (start === 0 && stop === size) return of;
  return { op: "slice", dtype: of.dtype, shape: of.shape.with(dim, stop - start), dim, start, of };
}

/** `of.permute(order)`. */
export function permute(of: LazyTensor, order: readonly number[]): LazyTensor {
  const seen = new Set(order);
  if (
    order.length !== of.shape.length || seen.size !== order.length ||
    !order.every((d) => d in of.shape)
  ) {
    throw new InvalidTensorError(
      `Cannot permute shape [${of.shape}] to [${order}]: each of its ${of.shape.length} dimensions is needed once`,
    );
  }
  if (order.every((d, i) => d === i)) return of;
  return { op: "permute", dtype: of.dtype, shape: order.map((d) => of.shape[d]!), order, of };
}

/** `of.reshape(shape)`. */
export function reshape(of: LazyTensor, shape: Shape): LazyTensor {
  checkShape(shape);
  if (elementsOf(shape) !== elementsOf(of.shape)) {
    throw new InvalidTensorError(
      `Cannot reshape [${of.shape}] to [${shape}]: ${elementsOf(of.shape)} elements are not ${
        elementsOf(shape)
      }`,
    );
  }
  const base = of.op === "reshape" ? of.of : of;
  if (sameShape(shape, base.shape)) return base;
  return { op: "reshape", dtype: of.dtype, shape, of: base };
}

/** `of.to(dtype)`, between floating dtypes of 16 bits or more. */
export function cast(of: LazyTensor, dtype: FloatDType): LazyTensor {
  if (of.dtype === dtype) return of;
  checkFloat("cast", of.dtype);
  return { op: "cast", dtype, shape: of.shape, of };
}

/** `of + value`, in the dtype of `of`. */
export function add(of: LazyTensor, value: number): LazyTensor {
  if (!Number.isFinite(value)) {
    throw new InvalidTensorError(`Cannot add ${value}: a finite number is needed`);
  }
  const { dtype } = of;
  checkFloat("add", dtype);
  if (dtype === "float16" && Math.abs(value) >= FLOAT16_OVERFLOW) {
    throw new InvalidTensorError(`Cannot add ${value} in float16: it is infinite there`);
  }
  return { op: "add", dtype, shape: of.shape, value, of };
}

/** From here on a number is nearer to 65536, which float16 lacks, than to 65504, its largest. */
const FLOAT16_OVERFLOW = 65520;

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

function checkShape(shape: Shape): void {
  if (!shape.every(isSize) || !Number.isSafeInteger(elementsOf(shape))) {
    throw new InvalidTensorError(
      `Cannot use shape [${shape}]: sizes and their product must be whole and below 2^53`,
    );
  }
}

function checkDim(verb: string, dim: number, rank: number): void {
  if (!Number.isInteger(dim) || dim < 0 || dim >= rank) {
    throw new InvalidTensorError(
      `Cannot ${verb} along dimension ${dim}: the tensor has ${rank} dimensions`,
    );
  }
}

function checkFloat(verb: string, dtype: DType): asserts dtype is FloatDType {
  if (!isFloatDType(dtype)) {
    throw new InvalidTensorError(
      `Cannot ${verb} a tensor of ${dtype} (${
        bitsOf(dtype)
      } bits): float16, bfloat16, float32 or float64 is needed`,
    );
  }
}

function unlike(verb: string, first: LazyTensor, part: LazyTensor): InvalidTensorError {
  return new InvalidTensorError(
    `Cannot ${verb}: ${part.dtype} [${part.shape}] does not fit ${first.dtype} [${first.shape}]`,
  );
}

/** The same tensor where its sources are counted from `first` on, behind those of others. */
export function withSourcesFrom(tensor: LazyTensor, first: number): LazyTensor {
  if (first === 0) return tensor;
  switch (tensor.op) {
    case "leaf":
      return { ...tensor, source: tensor.source + first };
    case "concat":
    case "stack":
      return { ...tensor, parts: tensor.parts.map((part) => withSourcesFrom(part, first)) };
    default:
      return { ...tensor, of: withSourcesFrom(tensor.of, first) };
  }
}
