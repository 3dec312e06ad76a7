/**
 * What one rank does of a plan.
 *
 * @module
 */
import { bitsOf } from "../dtype.ts";
import { bytesReadOf } from "../plan/bytes_read.ts";
import { planMemory } from "../plan/memory.ts";
import { cutToPart, wholeTensors } from "../plan/part.ts";
import type { Plan } from "../plan/plan.ts";
import { type LazyTensor, sameShape } from "../tensor/lazy_tensor.ts";
import { placementOf, type RankOptions } from "./placement.ts";
import { placeTensors, type RankPart } from "./rank_part.ts";
import { shardOf } from "./shard_of.ts";

/** All that a rank does of a plan, as plain data. */
export interface RankPlan extends Pick<Plan, "ties" | "proofs" | "memory"> {
  /** What it has, by name in the target layout, in the order of the plan. */
  readonly parts: ReadonlyMap<string, RankPart>;
  /** Bytes of tensors to be read, each as often as it is used. */
  readonly bytesRead: number;
}

/**
 * Cuts a plan to what one rank needs. Each tensor is cut as the plan makes it, fused or transposed, whatever that takes of the
 * source; where the plan itself deals parts to files, they are put together first.
 *
 * What has to be the same to the bit, such as tied tensors, the ranks compare between them: each a shard, or rank 0 all of it
 * where it is the one that reads.
 *
 * @throws OptionError when there is no such rank.
 * @throws PlacementError naming the first tensor that cannot be placed.
 * @throws MemoryBudgetError when the budget of the plan is too small for the parts.
 *
 * @example
 * ```ts ignore
 * const { bytesRead } = planRank(plan, { rank: 3, worldSize: 8, placement: { shard: 0 } });
 * ```
 */
export function planRank(plan: Plan, options: RankOptions): RankPlan {
  const wholes = wholeTensors(plan);
  const parts = placeTensors(wholes, options);
  const tensors = tensorsRead(parts);
  const compares = plan.ties.length + plan.proofs.length > 0;
  const share = compares && isAnyGiven(wholes, options) ? toRank0(options) : inShards(options);
  const ties = plan.ties.flatMap(share);
  const proofs = plan.proofs.flatMap(share);
  const pairs = [...ties, ...proofs].flatMap(({ both }) => both);
  return {
    parts,
    ties,
    proofs,
    bytesRead: bytesReadOf(tensors) + bytesReadOf(pairs),
    memory: planMemory([...tensors, ...pairs], plan.memory.budget),
  };
}

/** The tensors that a rank reads something of. */
export function tensorsRead(parts: ReadonlyMap<string, RankPart>): LazyTensor[] {
  return [...parts.values()].flatMap((part) => part.isInitialised ? [] : [part.tensor]);
}

/** What this rank has to compare of a pair of tensors. All ranks together compare the whole. */
type Share = <P extends { readonly both: readonly [LazyTensor, LazyTensor] }>(pair: P) => P[];

function isAnyGiven(
  tensors: ReadonlyMap<string, LazyTensor>,
  { placement }: RankOptions,
): boolean {
  return [...tensors].some(([name, { dtype, shape }]) =>
    placementOf({ name, dtype, shape }, placement) === "rank0-only"
  );
}

function toRank0({ rank }: RankOptions): Share {
  return (pair) => rank === 0 ? [pair] : [];
}

function inShards(options: RankOptions): Share {
  return (pair) => {
    const [one, two] = pair.both;
    // What differs as a whole must not pass because a part of it does not.
    if (!sameShape(one.shape, two.shape) || bitsOf(one.dtype) % 8 > 0) return [pair];
    const shard = (whole: LazyTensor) =>
      cutToPart(whole, shardOf({ name: "", dtype: whole.dtype, shape: whole.shape }, 0, options));
    return [{ ...pair, both: [shard(one), shard(two)] }];
  };
}
