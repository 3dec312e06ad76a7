/**
 * How a tensor in normal form is made from bytes: which work each part of it takes.
 *
 * @module
 */
import { elementsOf } from "../../dtype.ts";
import { type ByteView, byteView, wholeBytes } from "./byte_view.ts";
import { type ElementStep, stepsOf } from "../arithmetic/element_ops.ts";
import { isOfSource, type Joined, type Normal, type View } from "../normal_form/normal.ts";
import { LONG_READ } from "./read_cost.ts";
import { efficientBlock, savesReads } from "../tile/view_block.ts";

/** Bytes of a source from a position on. */
export interface Range {
  readonly kind: "range";
  readonly source: number;
  readonly position: number;
}

/** One kind of work, and what it works on. Sizes and positions in bytes; how much is made of it is for the reader to say. */
export type Recipe =
  | Range
  | { readonly kind: "strided" | "gather"; readonly of: Recipe; readonly view: ByteView }
  | {
    readonly kind: "concat" | "interleave";
    readonly parts: readonly Recipe[];
    /** Bytes of each part that lie together. */
    readonly chunks: readonly number[];
    /** How often the chunks of all parts follow each other. */
    readonly rows: number;
  }
  | { readonly kind: "convert"; readonly of: Recipe; readonly steps: readonly ElementStep[] };

/**
 * The work that makes the bytes of a tensor.
 *
 * @throws InvalidTensorError when elements of less than a byte do not move in whole bytes.
 */
export function recipeOf(normal: Normal): Recipe {
  return normal.kind === "view" ? viewRecipe(normal) : concatRecipe(normal);
}

function viewRecipe(view: View): Recipe {
  const { base, shape, elementOps } = view;
  if (elementsOf(shape) === 0) return baseRecipe(base); // of which nothing is read
  const moved = movement(base, byteView(base.dtype, view));
  if (!isOfSource(base) || elementOps.length === 0) return moved;
  return { kind: "convert", of: moved, steps: stepsOf(base.dtype, elementOps) };
}

function movement(base: View["base"], view: ByteView): Recipe {
  const { offset, dims, run } = view;
  const of = baseRecipe(base);
  if (dims.length === 0 && of.kind === "range") return { ...of, position: of.position + offset };
  const gathers = dims.length > 0 && run < LONG_READ && savesReads(efficientBlock(view));
  return { kind: gathers ? "gather" : "strided", of, view };
}

function baseRecipe(base: View["base"]): Recipe {
  if (!isOfSource(base)) return recipeOf(base);
  return { kind: "range", source: base.source, position: base.position };
}

function concatRecipe({ dtype, shape, dim, parts }: Joined): Recipe {
  const rows = elementsOf(shape.slice(0, dim));
  const chunks = parts.map((part) => wholeBytes(dtype, elementsOf(part.shape.slice(dim))));
  const interleaves = rows > 1 && rowBytes(chunks) / chunks.length < LONG_READ;
  return {
    kind: interleaves ? "interleave" : "concat",
    parts: parts.map(recipeOf),
    chunks,
    rows,
  };
}

/** Bytes of one chunk of every part. */
export function rowBytes(chunks: readonly number[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk, 0);
}
