/**
 * What one rank has of the tensors of a checkpoint or plan.
 *
 * @module
 */
import { bitsOf } from "../dtype.ts";
import { isTensorferryError } from "../errors.ts";
import type { TensorPart, TensorSpec } from "../io/container.ts";
import { cutToPart } from "../plan/part.ts";
import { scratchNeeded } from "../tensor/open_tensor.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { checkRank, PlacementError, placementOf, type RankOptions } from "./placement.ts";
import { shardOf } from "./shard_of.ts";

/** What a rank reads of a tensor: the whole, or a part, which may be empty. */
export interface ReadPart extends TensorPart {
  readonly isInitialised: false;
  /** Where the elements come from. */
  readonly tensor: LazyTensor;
}

/**
 * A tensor that rank 0 gives to this one. There are no bytes to read, and none to make up: whoever builds the model takes it as
 * initialised already. The shape is that of the whole.
 */
export interface GivenTensor extends TensorSpec {
  readonly isInitialised: true;
}

/** What a rank has of a tensor. */
export type RankPart = ReadPart | GivenTensor;

/**
 * Cuts each tensor to what a rank has of it. What is left is as lazy as before, and takes the bytes that it is made of: rows lie
 * together, columns of a file in short runs. Gaps of up to 2 KiB between those are read along, which costs less than another call
 * and no more pages of the disk, up to four times the bytes of the part.
 *
 * @throws OptionError when there is no such rank.
 * @throws PlacementError naming the first tensor that cannot be placed.
 */
export function placeTensors(
  tensors: ReadonlyMap<string, LazyTensor>,
  options: RankOptions,
): ReadonlyMap<string, RankPart> {
  checkRank(options);
  return new Map([...tensors].map(([name, tensor]) => [name, placed(name, tensor, options)]));
}

function placed(name: string, tensor: LazyTensor, options: RankOptions): RankPart {
  const { dtype, shape } = tensor;
  const whole = { name, dtype, shape };
  const placement = placementOf(whole, options.placement);
  if (placement === "rank0-only" && options.rank > 0) return { ...whole, isInitialised: true };
  const part = typeof placement === "string" ? whole : shardOf(whole, placement.shard, options);
  return { ...part, isInitialised: false, tensor: cut(tensor, part) };
}

/** Elements of less than a byte may not be cut between any two. */
function cut(whole: LazyTensor, part: TensorPart): LazyTensor {
  const tensor = cutToPart(whole, part);
  if (tensor === whole || bitsOf(tensor.dtype) % 8 === 0) return tensor;
  try {
    scratchNeeded(tensor);
    return tensor;
  } catch (error) {
    if (!isTensorferryError(error, "InvalidTensor")) throw error;
    throw new PlacementError(
      part.name,
      `its ${tensor.dtype} cannot be cut to [${tensor.shape}] of [${whole.shape}] in whole bytes. ` +
        `Cut it along another dimension, or give it "replicate"`,
      { cause: error },
    );
  }
}
