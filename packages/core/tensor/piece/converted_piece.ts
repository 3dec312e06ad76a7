/**
 * Elements that are changed after they are read.
 *
 * @module
 */
import { bitsOf } from "../../dtype.ts";
import type { ElementStep } from "../arithmetic/element_ops.ts";
import { inTurn, type Steps } from "../../in_turn.ts";
import type { Piece } from "./piece.ts";
import { joinRuns, type Runs } from "./run_joiner.ts";
import type { Scratch, ScratchNeed } from "../scratch.ts";

/**
 * Bytes in which a block is read, changed and put in its place, so that they stay in a second-level cache. Less makes casts of
 * contiguous tensors no faster, and those of transposed ones slower (3.4 GB/s with 128 KiB, 6.2 with 1 MiB).
 */
const BLOCK = 1048576;

/** Two stages: of one element of the widest dtype; of half a block. */
export const CONVERSION_NEED: ScratchNeed = { least: 16, efficient: BLOCK };

/**
 * The elements of `of` after one or more steps, block by block.
 *
 * A single step that makes elements no narrower works in place: they are read into the tail of where they belong, and changed
 * from the front. Else they are read into the region, go back and forth between its halves, and the last step writes them to
 * their place.
 */
export function convertedPiece(of: Piece, steps: readonly ElementStep[], region: Scratch): Piece {
  const widths = [steps[0]!.from, ...steps.map((step) => step.to)].map((dtype) =>
    bitsOf(dtype) / 8
  );
  const widthIn = widths[0]!;
  const widthOut = widths.at(-1)!;
  const widest = Math.max(...widths);
  const inPlace = steps.length === 1 && widthIn <= widthOut;
  // No more than fits in the cache, however much there is.
  const room = Math.min(region.bytes.byteLength, CONVERSION_NEED.efficient);
  const stageElements = Math.floor(room / 2 / widest);
  const half = stageElements * widest;
  const stages = [region.bytes.subarray(0, half), region.bytes.subarray(half, 2 * half)] as const;
  const blockElements = inPlace ? BLOCK / widest : stageElements;

  /** Reads elements from `first` on and changes them to fill `target`. */
  function* make(first: number, target: Uint8Array, input: Uint8Array): Steps {
    const count = input.byteLength / widthIn;
    const runs = joinRuns(input);
    const pending = of.pour(first * widthIn, (first + count) * widthIn, runs, 0);
    if (pending) yield pending;
    const flushed = runs.flush();
    if (flushed) yield flushed;
    let bytes = input;
    for (const [s, { kernel }] of steps.entries()) {
      const last = s === steps.length - 1;
      const next = last ? target : stages[stageAfter(s)].subarray(0, count * widths[s + 1]!);
      kernel(bytes, next);
      bytes = next;
    }
  }

  function* eachBlock(from: number, to: number, runs: Runs, at: number): Steps {
    let position = from;
    while (position < to) {
      const first = Math.floor(position / widthOut);
      const within = position - first * widthOut;
      const into = at + position - from;
      const whole = within > 0 ? 0 : Math.floor((to - position) / widthOut);
      const count = Math.min(blockElements, Math.max(whole, 1));
      const stop = Math.min(to, (first + count) * widthOut);
      if (!inPlace || whole === 0) region.owner = undefined;
      if (whole === 0) { // an element that is cut
        const target = stages[stageAfter(steps.length - 1)].subarray(0, widthOut);
        yield* make(first, target, stages[0].subarray(0, widthIn));
        runs.into.set(target.subarray(within, stop - first * widthOut), into);
      } else {
        const target = runs.into.subarray(into, into + count * widthOut);
        const inputBytes = count * widthIn;
        const input = inPlace
          ? target.subarray(target.byteLength - inputBytes)
          : stages[0].subarray(0, inputBytes);
        yield* make(first, target, input);
      }
      position = stop;
    }
  }
  return { pour: (from, to, runs, at) => inTurn(eachBlock(from, to, runs, at)) };
}

/** The stage that a step writes to; the first reads from stage 0. */
function stageAfter(step: number): 0 | 1 {
  return step % 2 === 0 ? 1 : 0;
}
