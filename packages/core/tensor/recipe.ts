/**
 * How a tensor in normal form is made from bytes: which work each part of it takes.
 *
 * @module
 */
import { bitsOf, elementsOf } from "../dtype.ts";
import { type ByteView, byteExtent, byteView, runsOf, wholeBytes } from "./byte_view.ts";
import { type ElementStep, stepsOf } from "./element_ops.ts";
import { isOfSource, type Joined, type Normal, type View } from "./normal.ts";
import { efficientBlock, savesReads } from "./view_block.ts";

/**
 * Bytes of a run from which on it is read straight to its place: a system call costs about what copying 4 KiB more often
 * does (0.6 µs, measured), so shorter runs are better read many at a time and sorted in memory.
 */
export const DIRECT_RUN = 4096;

/** One kind of work, and what it works on. Sizes and positions in bytes. */
export type Recipe =
  | {
    readonly kind: "range";
    readonly source: number;
    readonly position: number;
    readonly byteLength: number;
  }
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
  const { base, elementOps } = view;
  if (elementsOf(view.shape) === 0) return { kind: "range", source: 0, position: 0, byteLength: 0 };
  const moved = movement(base, byteView(base.dtype, view));
  if (!isOfSource(base) || elementOps.length === 0) return moved;
  return { kind: "convert", of: moved, steps: stepsOf(base.dtype, elementOps) };
}

function movement(base: View["base"], view: ByteView): Recipe {
  const { offset, dims, run } = view;
  if (isOfSource(base) && dims.length === 0) {
    return { kind: "range", source: base.source, position: base.position + offset, byteLength: run };
  }
  const of: Recipe = isOfSource(base)
    ? {
      kind: "range",
      source: base.source,
      position: base.position,
      byteLength: byteExtent(view),
    }
    : recipeOf(base);
  const gathers = dims.length > 0 && run < DIRECT_RUN && savesReads(efficientBlock(view));
  return { kind: gathers ? "gather" : "strided", of, view };
}

function concatRecipe({ dtype, shape, dim, parts }: Joined): Recipe {
  const rows = elementsOf(shape.slice(0, dim));
  const chunks = parts.map((part) => wholeBytes(dtype, elementsOf(part.shape.slice(dim))));
  const rowBytes = chunks.reduce((sum, chunk) => sum + chunk, 0);
  const interleaves = rows > 1 && rowBytes / chunks.length < DIRECT_RUN;
  return {
    kind: interleaves ? "interleave" : "concat",
    parts: parts.map(recipeOf),
    chunks,
    rows,
  };
}

/** Size of what a recipe makes, in bytes. */
export function recipeBytes(recipe: Recipe): number {
  switch (recipe.kind) {
    case "range":
      return recipe.byteLength;
    case "strided":
    case "gather":
      return runsOf(recipe.view.dims) * recipe.view.run;
    case "concat":
    case "interleave":
      return recipe.rows * recipe.chunks.reduce((sum, chunk) => sum + chunk, 0);
    case "convert": {
      const { steps } = recipe;
      return recipeBytes(recipe.of) / bitsOf(steps[0]!.from) * bitsOf(steps.at(-1)!.to);
    }
  }
}
