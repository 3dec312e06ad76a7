/**
 * What has to be there of a source to make each part of a tensor.
 *
 * @module
 */
import { bitsOf, bytesOf } from "../../dtype.ts";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import { normalise } from "../../tensor/normal_form/normal_form.ts";
import { type Recipe, recipeOf, rowBytes } from "../../tensor/recipe/recipe.ts";
import type { ByteView } from "../../tensor/recipe/byte_view.ts";
import type { ByteRange } from "../free_space.ts";

/** Part of a tensor, made in one go. */
export interface Portion {
  /** The bytes of the tensor. */
  readonly from: number;
  readonly to: number;
  /** What may be read of the source to make them, in any order and more than once; by position, none touching another. */
  readonly ranges: readonly ByteRange[];
  /** Whether they are one range, of which each byte is read once and in order. */
  readonly isCopy: boolean;
}

/** A range of one of the sources. */
interface Need extends ByteRange {
  readonly source: number;
}

/** A portion that may still be cut. */
interface Cell {
  readonly from: number;
  readonly to: number;
  readonly needs: readonly Need[];
  /** A `copy`, or a `line` whose bytes stand for those of its one need in order, can be cut anywhere; a `whole` cannot. */
  readonly kind: "copy" | "line" | "whole";
}

/** How finely tensors are cut, in bytes. */
export interface Cutting {
  /** What can be cut anywhere is cut to portions of this size, a multiple of 64. */
  readonly grain: number;
  /** The most working memory that tensors will have: elements that are put in order in it are read as far around. */
  readonly scratch: number;
}

/**
 * Cuts a tensor into portions, in order: as small as the grain where what lies in order in the source is made in order, as
 * large as the whole tensor where making its beginning takes all of the source.
 *
 * Exact where bytes are copied. Where runs of a source are gathered, a range goes from the first run to the last, and takes
 * along what lies between.
 *
 * @param source the number of the source whose ranges count; others are there at any time.
 */
export function portionsOf(tensor: LazyTensor, source: number, cutting: Cutting): Portion[] {
  const recipe = recipeOf(normalise(tensor));
  const portions: Portion[] = [];
  for (const cell of cells(recipe, 0, bytesOf(tensor.dtype, tensor.shape), cutting)) {
    for (const { from, to, needs, kind } of cut(cell, cutting.grain)) {
      const ranges = merged(needs.filter((need) => need.source === source));
      portions.push({ from, to, ranges, isCopy: kind === "copy" });
    }
  }
  return portions;
}

function* cut(cell: Cell, grain: number): Generator<Cell> {
  const [need] = cell.needs;
  const { from, to, kind } = cell;
  if (kind === "whole" || need === undefined || to - from <= grain) return yield cell;
  const ratio = (need.stop - need.start) / (to - from);
  for (let at = from; at < to; at += grain) {
    const end = Math.min(at + grain, to);
    const start = need.start + (at - from) * ratio;
    const stop = need.start + (end - from) * ratio;
    yield { from: at, to: end, needs: [{ ...need, start, stop }], kind };
  }
}

/** What makes the bytes `from` to `to` of a recipe, in their order. */
function* cells(recipe: Recipe, from: number, to: number, cutting: Cutting): Generator<Cell> {
  if (from >= to) return;
  switch (recipe.kind) {
    case "range": {
      const { source, position } = recipe;
      const need = { source, start: position + from, stop: position + to };
      return yield { from, to, needs: [need], kind: "copy" };
    }
    case "convert": {
      const [widthIn, widthOut] = [recipe.steps[0]!.from, recipe.steps.at(-1)!.to]
        .map((dtype) => bitsOf(dtype) / 8) as [number, number];
      const first = Math.floor(from / widthOut) * widthIn;
      const last = Math.ceil(to / widthOut) * widthIn;
      for (const cell of cells(recipe.of, first, last, cutting)) {
        yield {
          from: Math.max(from, Math.floor(cell.from / widthIn) * widthOut),
          to: Math.min(to, Math.ceil(cell.to / widthIn) * widthOut),
          needs: cell.needs,
          // An element that is cut by the end of a buffer is read again for its other half.
          kind: cell.kind === "whole" ? "whole" : "line",
        };
      }
      return;
    }
    case "strided":
    case "gather":
      return yield* viewCells(recipe, from, to, cutting);
    case "concat":
    case "interleave":
      if (recipe.rows === 1) yield* partCells(recipe, from, to, cutting);
      else yield* rowCells(recipe, from, to, cutting);
  }
}

/** What is worth a portion of its own: this part of the grain. */
const LEAST_GRAINS = 1 / 4;

/** Along the outermost dimension, where what follows along it lies behind in the source as well; else whole. */
function* viewCells(
  recipe: Extract<Recipe, { view: unknown }>,
  from: number,
  to: number,
  cutting: Cutting,
): Generator<Cell> {
  const { kind, of, view: { offset, dims: [outer, ...dims], run } } = recipe;
  if (outer === undefined) {
    for (const cell of cells(of, offset + from, offset + to, cutting)) {
      yield { ...cell, from: cell.from - offset, to: cell.to - offset };
    }
    return;
  }
  const slab = dims.reduce((bytes, { size }) => bytes * size, run);
  const extent = extentOf(dims, run);
  // What serves several elements takes less room in a tile than those that it makes.
  const isSpread = dims.some(({ stride }) => stride === 0);
  const inOrder = outer.stride >= extent && !(kind === "gather" && isSpread);
  if (inOrder && kind === "strided" && slab >= cutting.grain * LEAST_GRAINS) {
    for (const [i] of groups(from, to, slab, slab)) {
      const view = { offset: offset + i * outer.stride, dims, run };
      const [first, last] = [Math.max(from - i * slab, 0), Math.min(to - i * slab, slab)];
      for (const cell of viewCells({ ...recipe, view }, first, last, cutting)) {
        yield { ...cell, from: cell.from + i * slab, to: cell.to + i * slab };
      }
    }
    return;
  }
  const reach = kind === "gather" ? reachOf(slab, cutting) : 0;
  for (const [first, last] of groups(from, to, slab, inOrder ? cutting.grain : Infinity)) {
    const low = offset + Math.max(0, inOrder ? first - reach : 0) * outer.stride;
    const high = Math.min(outer.size, inOrder ? last + reach : Infinity) - 1;
    yield {
      from: Math.max(from, first * slab),
      to: Math.min(to, last * slab),
      needs: needsOf(of, low, offset + high * outer.stride + extent, cutting),
      kind: "whole",
    };
  }
}

/** Part by part. */
function* partCells(
  { parts, chunks }: Extract<Recipe, { rows: number }>,
  from: number,
  to: number,
  cutting: Cutting,
): Generator<Cell> {
  let start = 0;
  for (const [p, part] of parts.entries()) {
    const stop = start + chunks[p]!;
    const [first, last] = [Math.max(from, start) - start, Math.min(to, stop) - start];
    for (const cell of cells(part, first, last, cutting)) {
      yield { ...cell, from: cell.from + start, to: cell.to + start };
    }
    start = stop;
  }
}

/** Several rows at a time, of all parts. */
function* rowCells(
  { kind, parts, chunks, rows }: Extract<Recipe, { rows: number }>,
  from: number,
  to: number,
  cutting: Cutting,
): Generator<Cell> {
  const row = rowBytes(chunks);
  const reach = kind === "interleave" ? reachOf(row, cutting) : 0;
  for (const [first, last] of groups(from, to, row, cutting.grain)) {
    const low = Math.max(0, first - reach);
    const high = Math.min(rows, last + reach);
    yield {
      from: Math.max(from, first * row),
      to: Math.min(to, last * row),
      needs: parts.flatMap((part, p) =>
        needsOf(part, low * chunks[p]!, high * chunks[p]!, cutting)
      ),
      kind: "whole",
    };
  }
}

/** Slabs of `slab` bytes that make the bytes `from` to `to`, as many at a time as the grain takes: the first, and one past the last. */
function* groups(
  from: number,
  to: number,
  slab: number,
  grain: number,
): Generator<readonly [first: number, last: number]> {
  const stop = Math.ceil(to / slab);
  const step = Math.max(1, Math.floor(grain / slab));
  for (let first = Math.floor(from / slab); first < stop; first += step) {
    yield [first, Math.min(first + step, stop)];
  }
}

/** How many slabs before and after one may be in a tile with it: a tile takes no less room than what it makes. */
function reachOf(slab: number, { scratch }: Cutting): number {
  return Math.max(0, Math.floor(scratch / slab) - 1);
}

function needsOf(recipe: Recipe, from: number, to: number, cutting: Cutting): Need[] {
  return [...cells(recipe, from, to, cutting)].flatMap(({ needs }) => needs);
}

/** Bytes from the beginning of the first run to the end of the one that lies last. */
function extentOf(dims: ByteView["dims"], run: number): number {
  return dims.reduce((extent, { size, stride }) => extent + (size - 1) * stride, run);
}

/** The ranges by position, those that touch as one. */
export function merged(needs: readonly ByteRange[]): ByteRange[] {
  const ranges: { start: number; stop: number }[] = [];
  for (const { start, stop } of needs.toSorted((a, b) => a.start - b.start)) {
    const last = ranges.at(-1);
    if (last !== undefined && start <= last.stop) last.stop = Math.max(last.stop, stop);
    else ranges.push({ start, stop });
  }
  return ranges;
}
