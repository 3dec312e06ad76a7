/**
 * Placements: what each rank of a distributed program has of each tensor.
 *
 * @module
 */
import { OptionError, TensorferryError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit_code.ts";
import type { TensorSpec } from "../io/container.ts";
import { quoteName } from "../text/printable.ts";

/**
 * What the ranks have of a tensor.
 *
 * - `{ shard: d }`: each has its shard along dimension `d`, as `Shard(d)` of torch does; a negative `d` counts from the last. A
 *   tensor without dimensions cannot be cut, and every rank has it: FSDP2 of torch 2.13 refuses it as a parameter and leaves it
 *   alone as a buffer, and so do its checkpoints have it.
 * - `"replicate"`: each has the whole.
 * - `"rank0-only"`: rank 0 has the whole, and gives it to the others, which read nothing.
 */
export type Placement = { readonly shard: number } | "replicate" | "rank0-only";

/** One placement for all tensors, or one for each: by fully qualified name, or as a function says. */
export type Placements =
  | Placement
  | ReadonlyMap<string, Placement>
  | ((tensor: TensorSpec) => Placement);

/** Which rank reads, of how many, and what it is to have. */
export interface RankOptions {
  /** Number of this rank, from 0 on. */
  readonly rank: number;
  /** How many ranks there are. */
  readonly worldSize: number;
  readonly placement: Placements;
}

/** A placement does not fit a tensor, or a tensor has none. Nothing of it was read; give it another placement. */
export class PlacementError extends TensorferryError {
  override readonly tag = "Placement";
  override readonly exitCode: ExitCode = EXIT.plan;
  constructor(
    /** Fully qualified name. */
    readonly tensor: string,
    why: string,
    options?: ErrorOptions,
  ) {
    super(`Cannot place tensor ${quoteName(tensor)}: ${why}`, options);
  }
}

/**
 * Makes sure that there is such a rank.
 *
 * @throws OptionError when there is not.
 */
export function checkRank({ rank, worldSize }: Pick<RankOptions, "rank" | "worldSize">): void {
  if (!Number.isSafeInteger(worldSize) || worldSize < 1) {
    throw new OptionError(
      `Cannot read for one of ${worldSize} ranks: the world size is a whole number from 1 on`,
    );
  }
  if (Number.isSafeInteger(rank) && rank >= 0 && rank < worldSize) return;
  throw new OptionError(
    `Cannot read for rank ${rank} of ${worldSize}: ranks are whole numbers from 0 to ${
      worldSize - 1
    }`,
  );
}

/**
 * The placement of one tensor; the dimension of a shard is then from 0 on.
 *
 * @throws PlacementError when it has none, or one that is no placement, or that names a dimension which the tensor has not.
 */
export function placementOf(tensor: TensorSpec, placements: Placements): Placement {
  const placement = chosen(tensor, placements);
  if (placement === "replicate" || placement === "rank0-only") return placement;
  if (placement === undefined) {
    throw new PlacementError(tensor.name, "it is given none. Each tensor needs one");
  }
  const shard = placement?.shard;
  if (!Number.isInteger(shard)) {
    throw new PlacementError(
      tensor.name,
      `${
        JSON.stringify(placement)
      } is none. They are { shard: dimension }, "replicate" and "rank0-only"`,
    );
  }
  const { length } = tensor.shape;
  if (length === 0) return "replicate";
  if (shard < -length || shard >= length) {
    throw new PlacementError(
      tensor.name,
      `it has shape [${tensor.shape}], and so no dimension ${shard} to be cut along. Give it a dimension from 0 to ${
        length - 1
      }, or "replicate"`,
    );
  }
  return { shard: shard < 0 ? shard + length : shard };
}

function chosen(tensor: TensorSpec, placements: Placements): Placement | undefined {
  if (typeof placements === "function") return placements(tensor);
  if (placements instanceof Map) return placements.get(tensor.name);
  return placements as Placement;
}
