/**
 * Which rank saves what of a tensor.
 *
 * @module
 */
import { bytesOf, OptionError, type TensorPart, type TensorSpec } from "@tensorferry/core";

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
 * A shard is what `torch.chunk` gives: 10 rows over 4 ranks are 3, 3, 3 and 1. Empty shards all begin behind the last row, and so
 * are one to torch (`compute_local_shape_and_global_offset`).
 */
export function dealToRanks(tensors: readonly TensorSpec[], ranks: number): TensorPart[][] {
  const parts = Array.from({ length: ranks }, () => new Map<string, TensorPart>());
  const planned = new Array<number>(ranks).fill(0);
  // The order of `dedup_save_plans` in `_dedup_save_plans.py`: what each rank is the first to have.
  for (let rank = 0; rank < ranks; rank++) {
    for (const tensor of tensors) {
      const rows = rowsOf(tensor, rank, ranks);
      if (rows === undefined) continue;
      const saver = rows.isShared ? leastPlanned(planned, rank) : rank;
      // The size of the whole counts, also for a part of it, and 1 where that is nothing.
      planned[saver]! += bytesOf(tensor.dtype, tensor.shape) || 1;
      parts[saver]!.set(tensor.name, partOf(tensor, rows));
    }
  }
  return parts.map((own) => tensors.flatMap(({ name }) => own.get(name) ?? []));
}

/** The rows from `start` to `stop`, which all ranks from this one on have where they are shared. */
interface Rows {
  readonly start: number;
  readonly stop: number;
  readonly isShared: boolean;
}

/** What a rank is the first to have; nothing where a lower rank has the same. */
function rowsOf({ shape }: TensorSpec, rank: number, ranks: number): Rows | undefined {
  const [size] = shape;
  if (size === undefined) return rank === 0 ? { start: 0, stop: 0, isShared: true } : undefined;
  const chunk = Math.ceil(size / ranks);
  const start = rank * chunk;
  if (start < size) return { start, stop: Math.min(size, start + chunk), isShared: false };
  const isFirst = rank === 0 || start - chunk < size && chunk > 0;
  return isFirst ? { start: size, stop: size, isShared: true } : undefined;
}

/** The first of the ranks from `first` on that have the least to save. */
function leastPlanned(planned: readonly number[], first: number): number {
  let least = first;
  for (let rank = first + 1; rank < planned.length; rank++) {
    if (planned[rank]! < planned[least]!) least = rank;
  }
  return least;
}

function partOf(tensor: TensorSpec, { start, stop }: Rows): TensorPart {
  const { shape } = tensor;
  if (shape.length === 0 || stop - start === shape[0]) return tensor;
  const offsets = shape.map((_, d) => d === 0 ? start : 0);
  return { ...tensor, shape: shape.with(0, stop - start), part: { offsets, shape } };
}
