/**
 * Concatenation of tensors in normal form.
 *
 * @module
 */
import { bitsOf, elementsOf } from "../../dtype.ts";
import { type ElementOp, emptyLike, isOfSource, type Normal, type View } from "./normal.ts";

/**
 * Tensors one after another along `dim`, in as few parts as there can be: concatenations along the same dimension open up,
 * empty parts go, and neighbours that continue each other in their source become one view.
 */
export function join(dim: number, tensors: readonly Normal[]): Normal {
  const first = tensors[0]!;
  const shape = first.shape.with(dim, tensors.reduce((sum, part) => sum + part.shape[dim]!, 0));
  const parts: Normal[] = [];
  for (const part of tensors.flatMap((tensor) => opened(dim, tensor))) {
    if (elementsOf(part.shape) === 0) continue;
    const last = parts.at(-1);
    const merged = last && merge(dim, last, part);
    if (merged) parts[parts.length - 1] = merged;
    else parts.push(part);
  }
  if (parts.length === 0) return emptyLike(first, shape);
  if (parts.length === 1) return parts[0]!;
  let start = 0;
  const starts = parts.map((part) => (start += part.shape[dim]!) - part.shape[dim]!);
  return { kind: "concat", dtype: first.dtype, shape, dim, parts, starts };
}

function opened(dim: number, tensor: Normal): readonly Normal[] {
  return tensor.kind === "concat" && tensor.dim === dim ? tensor.parts : [tensor];
}

/** Both as one view, where `b` begins one stride after the end of `a`. */
function merge(dim: number, a: Normal, b: Normal): View | undefined {
  if (a.kind !== "view" || b.kind !== "view" || !sameOps(a.elementOps, b.elementOps)) return;
  const distance = elementsBetween(a, b);
  const across = a.shape.every((size, d) =>
    d === dim || size === 1 || a.strides[d] === b.strides[d]
  );
  if (distance === undefined || distance < 0 || !across) return;
  // A dimension of size 1 has no stride of its own, so any will do.
  const stride = strideAlong(dim, a) ?? strideAlong(dim, b) ?? distance;
  if ((strideAlong(dim, b) ?? stride) !== stride || distance !== a.shape[dim]! * stride) return;
  return {
    ...a,
    shape: a.shape.with(dim, a.shape[dim]! + b.shape[dim]!),
    strides: a.strides.with(dim, stride),
  };
}

function strideAlong(dim: number, view: View): number | undefined {
  return view.shape[dim] === 1 ? undefined : view.strides[dim];
}

/** Elements of the common base from the first of `a` to the first of `b`; nothing when they are not a whole number. */
function elementsBetween(a: View, b: View): number | undefined {
  const between = b.offset - a.offset;
  if (!isOfSource(a.base) || !isOfSource(b.base)) return a.base === b.base ? between : undefined;
  if (a.base.source !== b.base.source || a.base.dtype !== b.base.dtype) return undefined;
  const bits = (b.base.position - a.base.position) * 8;
  const width = bitsOf(a.base.dtype);
  return bits % width === 0 ? bits / width + between : undefined;
}

function sameOps(a: readonly ElementOp[], b: readonly ElementOp[]): boolean {
  return a.length === b.length && a.every((op, i) => sameOp(op, b[i]!));
}

function sameOp(a: ElementOp, b: ElementOp): boolean {
  if (a.op === "cast") return b.op === "cast" && a.dtype === b.dtype;
  // -0 and 0 differ as summands: -0 + -0 is -0.
  return b.op === "add" && Object.is(a.value, b.value);
}
