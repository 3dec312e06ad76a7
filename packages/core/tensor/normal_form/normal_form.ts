/**
 * From an expression to its normal form.
 *
 * @module
 */
import { join } from "./join.ts";
import type { LazyTensor } from "../lazy_tensor.ts";
import { permuted, reshaped, sliced } from "./movement.ts";
import { type ElementOp, isOfSource, type Normal } from "./normal.ts";
import { contiguousStrides } from "./strides.ts";

/**
 * Reduces a tensor to strided views and concatenations.
 *
 * Movement becomes arithmetic on strides and goes below concatenations; changes of elements go below both, to the views of
 * sources; parts that continue each other in a source become one.
 *
 * @returns a tensor of the same dtype and shape, with the same elements.
 */
export function normalise(tensor: LazyTensor): Normal {
  switch (tensor.op) {
    case "leaf": {
      const { source, position, dtype, shape, strides = contiguousStrides(shape) } = tensor;
      const base = { source, position, dtype };
      return { kind: "view", base, dtype, shape, strides, offset: 0, elementOps: [] };
    }
    case "concat":
      return join(tensor.dim, tensor.parts.map(normalise));
    case "stack": {
      const shape = tensor.shape.with(tensor.dim, 1);
      return join(tensor.dim, tensor.parts.map((part) => reshaped(normalise(part), shape)));
    }
    case "slice": {
      const { of, dim, start, shape } = tensor;
      return sliced(normalise(of), dim, start, start + shape[dim]!);
    }
    case "permute":
      return permuted(normalise(tensor.of), tensor.order);
    case "reshape":
      return reshaped(normalise(tensor.of), tensor.shape);
    case "cast":
      return changed(normalise(tensor.of), { op: "cast", dtype: tensor.dtype });
    case "add":
      return changed(normalise(tensor.of), { op: "add", value: tensor.value });
  }
}

/** `of` with every element changed. */
function changed(of: Normal, op: ElementOp): Normal {
  const dtype = op.op === "cast" ? op.dtype : of.dtype;
  if (of.kind === "concat") {
    return { ...of, dtype, parts: of.parts.map((part) => changed(part, op)) };
  }
  if (isOfSource(of.base)) return { ...of, dtype, elementOps: [...of.elementOps, op] };
  return { ...of, dtype, base: changed(of.base, op) };
}
