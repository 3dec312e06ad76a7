/**
 * From recipes to pieces: where data about the work becomes the work.
 *
 * @module
 */
import { InvalidTensorError } from "../errors.ts";
import type { ByteSource } from "../io/byte_source.ts";
import type { ByteView } from "./byte_view.ts";
import { concatPiece } from "./concat_piece.ts";
import { CONVERSION_NEED, convertedPiece } from "./converted_piece.ts";
import { interleaveTiles } from "./interleave_tiles.ts";
import type { Piece } from "./piece.ts";
import { rangePiece } from "./range_piece.ts";
import { DIRECT_RUN, type Recipe } from "./recipe.ts";
import type { Scratch, ScratchNeed } from "./scratch.ts";
import { stridedPiece } from "./strided_piece.ts";
import { tiledPiece } from "./tiled_piece.ts";
import { efficientBlock, largestBlock, savesReads } from "./view_block.ts";
import { viewTiles } from "./view_tiles.ts";

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
        { least: 0, efficient: efficientBlock(recipe.view).layout.byteLength },
        ...regionNeeds(recipe.of),
      ];
    case "convert":
      return [CONVERSION_NEED, ...regionNeeds(recipe.of)];
    case "concat":
      return largestNeeds(recipe.parts.map(regionNeeds));
    case "interleave": {
      const rows = Math.min(recipe.rows, Math.ceil(DIRECT_RUN * recipe.chunks.length / rowBytesOf(recipe)));
      return [
        { least: 0, efficient: rows * rowBytesOf(recipe) },
        ...largestNeeds(recipe.parts.map(regionNeeds)),
      ];
    }
  }
}

function largestNeeds(needs: readonly (readonly ScratchNeed[])[]): ScratchNeed[] {
  const regions = Math.max(...needs.map((need) => need.length));
  return Array.from({ length: regions }, (_, r) => ({
    least: Math.max(...needs.map((need) => need[r]?.least ?? 0)),
    efficient: Math.max(...needs.map((need) => need[r]?.efficient ?? 0)),
  }));
}

function rowBytesOf({ chunks }: { chunks: readonly number[] }): number {
  return chunks.reduce((sum, chunk) => sum + chunk, 0);
}

/**
 * A piece that does the work of a recipe.
 *
 * @param regions at least those of {@link regionNeeds}.
 * @throws InvalidTensorError when a source is not there.
 */
export function openRecipe(
  recipe: Recipe,
  sources: readonly ByteSource[],
  regions: readonly Scratch[],
): Piece {
  switch (recipe.kind) {
    case "range":
      return rangePiece(sourceAt(sources, recipe.source), recipe.position);
    case "strided":
      return stridedPiece(openRecipe(recipe.of, sources, regions), recipe.view);
    case "gather": {
      const [region, ...inner] = regions;
      return gatherPiece(openRecipe(recipe.of, sources, inner), recipe.view, region!);
    }
    case "convert": {
      const [region, ...inner] = regions;
      return convertedPiece(openRecipe(recipe.of, sources, inner), recipe.steps, region!);
    }
    case "concat": {
      const parts = recipe.parts.map((part) => openRecipe(part, sources, regions));
      return concatPiece(parts, recipe.chunks);
    }
    case "interleave": {
      const { chunks, rows } = recipe;
      const [region, ...inner] = regions;
      const parts = recipe.parts.map((part) => openRecipe(part, sources, inner));
      const count = Math.floor(region!.bytes.byteLength / rowBytesOf(recipe));
      if (count < 2) return concatPiece(parts, chunks);
      return tiledPiece(interleaveTiles({ parts, chunks, rows }, count), region!);
    }
  }
}

/** Tiles where the region has room for any that save reads, else run by run. */
function gatherPiece(of: Piece, view: ByteView, region: Scratch): Piece {
  const block = largestBlock(view, region.bytes.byteLength);
  if (block === undefined || !savesReads(block)) return stridedPiece(of, view);
  return tiledPiece(viewTiles(of, view, block), region);
}

function sourceAt(sources: readonly ByteSource[], index: number): ByteSource {
  const source = sources[index];
  if (source !== undefined) return source;
  throw new InvalidTensorError(
    `Cannot open a tensor of source ${index}: there are ${sources.length} sources`,
  );
}
