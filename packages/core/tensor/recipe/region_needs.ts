/**
 * The working memory that a recipe needs.
 *
 * @module
 */
import { CONVERSION_NEED } from "../piece/converted_piece.ts";
import { LONG_READ } from "./read_cost.ts";
import { type Recipe, rowBytes } from "./recipe.ts";
import type { ScratchNeed } from "../scratch.ts";
import { efficientBlock } from "../tile/view_block.ts";

const NONE: readonly ScratchNeed[] = [];

/**
 * The regions of scratch that a recipe needs, outermost work first. Work inside other work has a region of its own; the
 * parts of a concatenation take turns.
 */
export function regionNeeds(recipe: Recipe): readonly ScratchNeed[] {
  switch (recipe.kind) {
    case "range":
      return NONE;
    case "strided":
      return regionNeeds(recipe.of);
    case "gather":
      return [
        { least: 0, efficient: efficientBlock(recipe.view).packing.byteLength },
        ...regionNeeds(recipe.of),
      ];
    case "convert":
      return [CONVERSION_NEED, ...regionNeeds(recipe.of)];
    case "concat":
      return largestNeeds(recipe.parts);
    case "interleave": {
      const { parts, chunks, rows } = recipe;
      const average = rowBytes(chunks) / chunks.length;
      const efficientRows = Math.min(rows, Math.ceil(LONG_READ / average));
      return [
        { least: 0, efficient: efficientRows * rowBytes(chunks) },
        ...largestNeeds(parts),
      ];
    }
  }
}

/** What one part after another can do with. Nearly all need nothing. */
function largestNeeds(parts: readonly Recipe[]): readonly ScratchNeed[] {
  let largest = NONE;
  for (const part of parts) {
    const needs = regionNeeds(part);
    if (needs.length > 0) largest = larger(largest, needs);
  }
  return largest;
}

function larger(a: readonly ScratchNeed[], b: readonly ScratchNeed[]): ScratchNeed[] {
  const [most, others] = a.length < b.length ? [b, a] : [a, b];
  return most.map(({ least, efficient }, r) => ({
    least: Math.max(least, others[r]?.least ?? 0),
    efficient: Math.max(efficient, others[r]?.efficient ?? 0),
  }));
}
