/**
 * Working memory of opened tensors.
 *
 * @module
 */
import { MemoryBudgetError } from "../errors.ts";

/**
 * Working memory that many opened tensors can share, one read at a time.
 *
 * What a tensor leaves in it stays of use for its next read, until another tensor becomes the owner.
 */
export interface Scratch {
  readonly bytes: Uint8Array;
  /** The tensor that what is in `bytes` belongs to. */
  owner?: object | undefined;
}

/** Bytes of working memory that a kind of work can do with, and that it does well with. */
export interface ScratchNeed {
  /** A multiple of 8. */
  readonly least: number;
  readonly efficient: number;
}

/** Every region begins at a multiple of this, and so elements of every width lie aligned in it. */
const ALIGNMENT = 8;

/** What all of `needs` take together, with what alignment may cost. */
export function totalNeed(needs: readonly ScratchNeed[]): ScratchNeed {
  if (needs.length === 0) return { least: 0, efficient: 0 };
  return {
    least: needs.reduce((sum, need) => sum + need.least, ALIGNMENT),
    efficient: needs.reduce((sum, need) => sum + need.efficient, ALIGNMENT),
  };
}

/**
 * Cuts working memory into one region per need: the least of each, and what is left in proportion.
 *
 * @throws MemoryBudgetError when there is not the least of each.
 */
export function cutScratch({ bytes }: Scratch, needs: readonly ScratchNeed[]): Scratch[] {
  const total = totalNeed(needs);
  if (bytes.byteLength < total.least) throw new MemoryBudgetError(bytes.byteLength, total.least);
  let start = (ALIGNMENT - bytes.byteOffset % ALIGNMENT) % ALIGNMENT;
  const spare = bytes.byteLength - total.least;
  const wanted = total.efficient - total.least;
  return needs.map(({ least, efficient }) => {
    const share = wanted > 0 ? Math.floor(spare * (efficient - least) / wanted) : 0;
    const stop = start + alignedDown(least + share);
    const region = { bytes: bytes.subarray(start, stop) };
    start = stop;
    return region;
  });
}

function alignedDown(length: number): number {
  return length - length % ALIGNMENT;
}
