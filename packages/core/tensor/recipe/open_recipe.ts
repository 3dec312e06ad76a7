/**
 * From recipes to pieces: where data about the work becomes the work.
 *
 * @module
 */
import { InvalidTensorError } from "../../errors.ts";
import type { ByteSource } from "../../io/byte_source.ts";
import type { ByteView } from "./byte_view.ts";
import { concatPiece } from "../piece/concat_piece.ts";
import { convertedPiece } from "../piece/converted_piece.ts";
import { interleaveTiles } from "../tile/interleave_tiles.ts";
import type { Piece } from "../piece/piece.ts";
import { rangePiece } from "../piece/range_piece.ts";
import { type Recipe, rowBytes } from "./recipe.ts";
import type { Scratch } from "../scratch.ts";
import { stridedPiece } from "../piece/strided_piece.ts";
import { tiledPiece } from "../tile/tiled_piece.ts";
import { largestBlock, savesReads } from "../tile/view_block.ts";
import { viewTiles } from "../tile/view_tiles.ts";

/**
 * A piece that does the work of a recipe.
 *
 * @param regions at least those that `regionNeeds` lists.
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
      const count = Math.floor(region!.bytes.byteLength / rowBytes(chunks));
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
