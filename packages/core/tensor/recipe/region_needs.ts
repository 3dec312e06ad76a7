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

/**
 * The regions of scratch that a recipe needs, outermost work first. Work inside other work has a region of its own; the
 * parts of a concatenation take turns.
 */
export function regionNeeds(recipe: Recipe): ScratchNeed[] {
  switch (recipe.kind) {
    case "range":
      return [];
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
      return largestNeeds(recipe.parts.map(regionNeeds));
    case "interleave": {
      const { parts, chunks, rows } = recipe;
      const average = rowBytes(chunks) / chunks.length;
      const efficientRows = Math.min(rows, Math.ceil(LONG_READ / average));
      return [
        { least: 0, efficient: efficientRows * rowBytes(chunks) },
        ...largestNeeds(parts.map(regionNeeds)),
      ];
    }
  }
}

function largestNeeds(needs: readonly (readonly ScratchNeed[])[]): ScratchNeed[] {
  const regions = largest(needs, (need) => need.length);
  return Array.from({ length: regions }, (_, r) => ({
    least: largest(needs, (need) => need[r]?.least ?? 0),
    efficient: largest(needs, (need) => need[r]?.efficient ?? 0),
  }));
}

/** A loop, as there can be more parts than a call takes arguments. */
function largest<T>(items: readonly T[], size: (item: T) => number): number {
  return items.reduce((most, item) => Math.max(most, size(item)), 0);
}
