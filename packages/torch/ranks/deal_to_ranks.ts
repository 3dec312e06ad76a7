/**
 * Which rank saves what of a tensor.
 *
 * @module
 */
import { bytesOf, OptionError, shardOf, type TensorPart, type TensorSpec } from "@tensorferry/core";

/** Ranks beyond which a number is a slip of the keyboard; the largest runs have tens of thousands. */
const MOST_RANKS = 2 ** 17;

/**
 * Makes sure that there can be this many ranks.
 *
 * @throws OptionError when there cannot.
 */
export function checkRanks(ranks: number): void {
  if (Number.isInteger(ranks) && ranks >= 1 && ranks <= MOST_RANKS) return;
  throw new OptionError(
    `Cannot write as ${ranks} ranks would: a whole number from 1 to ${MOST_RANKS} is needed`,
  );
}

/**
 * What each of `ranks` ranks of FSDP2 hands to the storage of `torch.distributed.checkpoint` 2.13, in the order of `tensors`: its
 * `Shard(0)` of every tensor, and every tensor without dimensions, which all ranks have, on one of them.
 *
 * Empty shards all begin behind the last row, and so are one to torch (`compute_local_shape_and_global_offset`).
 */
export function dealToRanks(tensors: readonly TensorSpec[], ranks: number): TensorPart[][] {
  const parts = Array.from({ length: ranks }, () => new Map<string, TensorPart>());
  const planned = new Array<number>(ranks).fill(0);
  // The order of `dedup_save_plans` in `_dedup_save_plans.py`: what each rank is the first to have.
  for (let rank = 0; rank < ranks; rank++) {
    for (const tensor of tensors) {
      const first = firstHad(tensor, rank, ranks);
      if (first === undefined) continue;
      const saver = first.isShared ? leastPlanned(planned, rank) : rank;
      // The size of the whole counts, also for a part of it, and 1 where that is nothing.
      planned[saver]! += bytesOf(tensor.dtype, tensor.shape) || 1;
      parts[saver]!.set(tensor.name, first.part);
    }
  }
  return parts.map((own) => tensors.flatMap(({ name }) => own.get(name) ?? []));
}

/** How many parts there will be of a tensor. */
export function countParts({ shape: [rows] }: TensorSpec, ranks: number): number {
  if (!rows) return 1;
  const filled = Math.ceil(rows / Math.ceil(rows / ranks));
  return Math.min(filled + 1, ranks);
}

/** What a rank is the first to have of a tensor, and whether all ranks from this one on have the same. */
interface FirstHad {
  readonly part: TensorPart;
  readonly isShared: boolean;
}

/** Nothing where a lower rank has the same. */
function firstHad(tensor: TensorSpec, rank: number, ranks: number): FirstHad | undefined {
  const shard = (of: number) => shardOf(tensor, 0, { rank: of, worldSize: ranks });
  const part = shard(rank);
  const isShared = !part.shape[0];
  const isFirst = !isShared || rank === 0 || shard(rank - 1).shape[0]! > 0;
  return isFirst ? { part, isShared } : undefined;
}

/** The first of the ranks from `first` on that have the least to save. */
function leastPlanned(planned: readonly number[], first: number): number {
  let least = first;
  for (let rank = first + 1; rank < planned.length; rank++) {
    if (planned[rank]! < planned[least]!) least = rank;
  }
  return least;
}
