/**
 * Elements that are changed after they are read.
 *
 * @module
 */
import { bitsOf } from "../../dtype.ts";
import type { ElementStep } from "../arithmetic/element_ops.ts";
import { inTurn, type Steps } from "./in_turn.ts";
import type { Piece } from "./piece.ts";
import { joinRuns, type Runs } from "./run_joiner.ts";
import type { Scratch, ScratchNeed } from "../scratch.ts";

/** Two stages: of one element of the widest dtype; of 128 KiB, where what is read, changed and written stays in the cache. */
export const CONVERSION_NEED: ScratchNeed = { least: 16, efficient: 262144 };

/**
 * The elements of `of` after one or more steps. They go back and forth between the halves of the region, and the last step
 * writes them to their place.
 */
export function convertedPiece(of: Piece, steps: readonly ElementStep[], region: Scratch): Piece {
  const widths = [steps[0]!.from, ...steps.map((step) => step.to)].map((dtype) =>
    bitsOf(dtype) / 8
  );
  const widthIn = widths[0]!;
  const widthOut = widths.at(-1)!;
  const widest = Math.max(...widths);
  // No more than fits in the cache, however much there is.
  const room = Math.min(region.bytes.byteLength, CONVERSION_NEED.efficient);
  const stageElements = Math.floor(room / 2 / widest);
  const half = stageElements * widest;
  const stages = [region.bytes.subarray(0, half), region.bytes.subarray(half, 2 * half)] as const;

  function change(count: number, target: Uint8Array): void {
    let stage: 0 | 1 = 0;
    steps.forEach(({ kernel }, s) => {
      const from = stages[stage].subarray(0, count * widths[s]!);
      stage = stage === 0 ? 1 : 0;
      const last = s === steps.length - 1;
      kernel(from, last ? target : stages[stage].subarray(0, count * widths[s + 1]!));
    });
  }

  function* eachStage(from: number, to: number, runs: Runs, at: number): Steps {
    const end = Math.ceil(to / widthOut);
    for (let first = Math.floor(from / widthOut); first < end; first += stageElements) {
      const count = Math.min(stageElements, end - first);
      region.owner = undefined;
      const input = joinRuns(stages[0].subarray(0, count * widthIn));
      const pending = of.pour(first * widthIn, (first + count) * widthIn, input, 0);
      if (pending) yield pending;
      const flushed = input.flush();
      if (flushed) yield flushed;

      const start = Math.max(first * widthOut, from);
      const stop = Math.min((first + count) * widthOut, to);
      const target = runs.into.subarray(at + start - from, at + stop - from);
      const whole = target.byteLength === count * widthOut;
      if (whole && target.byteOffset % widthOut === 0) {
        change(count, target);
      } else {
        const staged = stages[steps.length % 2]!.subarray(0, count * widthOut);
        change(count, staged);
        target.set(staged.subarray(start - first * widthOut, stop - first * widthOut));
      }
    }
  }
  return { pour: (from, to, runs, at) => inTurn(eachStage(from, to, runs, at)) };
}
