/**
 * Arithmetic on shapes and strides.
 *
 * @module
 */
import type { Shape } from "../lazy_tensor.ts";

/** One dimension of a view: its size, and the distance between neighbours along it. */
export interface Dim {
  readonly size: number;
  readonly stride: number;
}

/** Strides, in elements, of a tensor of this shape that lies in C order. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = stride;
    stride *= shape[d]!;
  }
  return strides;
}

/**
 * The fewest dimensions that visit the same elements in the same order, outermost first.
 *
 * Dimensions of size 1 go; a dimension whose stride spans the whole of the next one merges with it. Not for shapes without
 * elements.
 */
export function coalesce(shape: Shape, strides: readonly number[]): Dim[] {
  const dims: Dim[] = [];
  shape.forEach((size, d) => {
    if (size === 1) return;
    const stride = strides[d]!;
    const outer = dims.at(-1);
    if (outer?.stride === size * stride) {
      dims[dims.length - 1] = { size: outer.size * size, stride };
    } else dims.push({ size, stride });
  });
  return dims;
}

/**
 * The strides under which a view keeps its elements in their order and has another shape, as `torch.Tensor.view` finds them.
 *
 * @returns nothing when no strides do, so that the elements have to be moved.
 */
export function reshapedStrides(
  shape: Shape,
  strides: readonly number[],
  reshaped: Shape,
): number[] | undefined {
  // Dimensions of size 1 that nothing below assigns keep stride 0, which is never followed.
  const result = new Array<number>(reshaped.length).fill(0);
  let d = reshaped.length - 1;
  for (const dim of coalesce(shape, strides).reverse()) {
    let elements = 1;
    while (elements < dim.size && d >= 0) {
      result[d] = elements * dim.stride;
      elements *= reshaped[d]!;
      d--;
    }
    if (elements !== dim.size) return undefined;
  }
  return result;
}
