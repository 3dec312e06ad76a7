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
  /** The memory, at any alignment. */
  readonly bytes: Uint8Array;
  /** The tensor that what is in `bytes` belongs to. */
  owner?: object | undefined;
}

/** Bytes of working memory that a kind of work can do with, and that it does well with. */
export interface ScratchNeed {
  /** Below this nothing works. A multiple of 8. */
  readonly least: number;
  /** With this reads are long; more makes them longer. */
  readonly efficient: number;
}

/** Every region begins at a multiple of this, and so elements of every width lie aligned in it. */
const ALIGNMENT = 8;

/** What all of `needs` take together, with what alignment may cost. */
export function totalNeed(needs: readonly ScratchNeed[]): ScratchNeed {
  const least = needs.reduce((sum, need) => sum + need.least, 0);
  const efficient = needs.reduce((sum, need) => sum + need.efficient, 0);
  return { least: withAlignment(least), efficient: withAlignment(efficient) };
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
  const spare = Math.max(0, bytes.byteLength - Math.max(total.least, ALIGNMENT));
  const wanted = needs.reduce((sum, need) => sum + need.efficient - need.least, 0);
  return needs.map(({ least, efficient }) => {
    const share = wanted > 0 ? Math.floor(spare * (efficient - least) / wanted) : 0;
    const stop = start + alignedDown(least + share);
    const region = { bytes: bytes.subarray(start, stop) };
    start = stop;
    return region;
  });
}

function withAlignment(byteLength: number): number {
  return byteLength === 0 ? 0 : byteLength + ALIGNMENT;
}

function alignedDown(length: number): number {
  return length - length % ALIGNMENT;
}
