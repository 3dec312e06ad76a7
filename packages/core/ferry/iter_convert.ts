/**
 * The tensors of a conversion, one after another.
 *
 * @module
 */
import type { ByteSource } from "../io/byte_source.ts";
import { stepsOf } from "../plan/memory.ts";
import { partOf } from "../plan/part.ts";
import type { Plan } from "../plan/plan.ts";
import { type RankTensor, readInTurn, type ReadTensor } from "../rank/iter_parts.ts";
import type { RankOptions } from "../rank/placement.ts";
import { planRank } from "../rank/plan_rank.ts";
import type { RankPart } from "../rank/rank_part.ts";
import { openHold } from "../tensor/wasm/kernels.ts";
import { checkEqual } from "./check_equal.ts";
import { checkSources } from "./check_sources.ts";

/**
 * Goes through the tensors of a plan, in the order of its shards; of a container that cuts tensors, through their parts.
 *
 * Nothing of a tensor is read before its bytes are asked for, and what was read for it is let go when the next one is asked
 * for: the pace and the memory are the consumer's. A tensor cannot be read once the iteration has gone on.
 *
 * @throws MalformedCheckpointError when the plan was made for other files.
 * @throws TiedTensorsError before the first tensor, when tensors that the plan leaves out as tied are not the same.
 * @throws SourceChangedError after the last tensor, when a file changed since it was opened. Until the iteration has ended, what
 * it gave may be of two checkpoints.
 *
 * @example
 * ```ts ignore
 * for await (const [name, tensor] of iterConvert(plan, checkpoint)) {
 *   for await (const chunk of tensor.chunks()) hash.update(chunk);
 * }
 * ```
 */
export function iterConvert(
  plan: Plan,
  checkpoint: { readonly sources: readonly ByteSource[] },
): AsyncGenerator<[string, ReadTensor], void>;
/**
 * Goes through what one rank has of the tensors of a plan, each under its name in the target layout, in the order of the plan.
 * Only the bytes that its parts are made of are read (see {@link placeTensors}); {@link planRank} says beforehand how many.
 *
 * @throws OptionError when there is no such rank.
 * @throws PlacementError before anything is read, naming the first tensor that cannot be placed.
 * @throws MemoryBudgetError when the budget of the plan is too small for the parts.
 */
export function iterConvert(
  plan: Plan,
  checkpoint: { readonly sources: readonly ByteSource[] },
  options: RankOptions,
): AsyncGenerator<[string, RankTensor], void>;
export async function* iterConvert(
  plan: Plan,
  { sources }: { readonly sources: readonly ByteSource[] },
  options?: RankOptions,
): AsyncGenerator<[string, RankTensor], void> {
  const rank = options && planRank(plan, options);
  checkSources(plan, sources);
  const hold = openHold(stepsOf(rank ?? plan, 1));
  await checkEqual(rank ?? plan, sources, hold);
  const parts = rank?.parts.values() ?? plannedParts(plan);
  yield* readInTurn(parts, sources, () => hold("make"));
}

function* plannedParts({ shards }: Plan): Generator<RankPart> {
  for (const { tensors } of shards) {
    for (const planned of tensors) {
      yield { ...partOf(planned), tensor: planned.tensor, isInitialised: false };
    }
  }
}
