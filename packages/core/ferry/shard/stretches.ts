/**
 * The bytes of tensors, cut where reading jumps.
 *
 * @module
 */
import { bytesOf } from "../../dtype.ts";
import { type LazyTensor, leaves } from "../../tensor/lazy_tensor.ts";
import { plainRecipe } from "../../tensor/recipe/plain_recipe.ts";

/** A tensor, and where in a file its bytes go. */
export interface PlacedTensor {
  readonly name: string;
  readonly tensor: LazyTensor;
  /** In bytes. */
  readonly position: number;
}

/** Bytes of a tensor that lie together in the file they go to. */
export interface Stretch {
  readonly of: PlacedTensor;
  /** Byte position in the tensor. */
  readonly start: number;
  readonly byteLength: number;
  /** Where reading begins. */
  readonly from: {
    /** Index of the source. */
    readonly source: number;
    /** In bytes. */
    readonly position: number;
  };
  /** Whether it lies together there too. If not, it is a whole tensor. */
  readonly isRange: boolean;
}

/** Ranges from here on, in bytes, are stretches; the tensors of shorter ones are not cut, so that their ranges share buffers. */
const LONG_RANGE = 2 ** 18;

/** The stretches of a tensor, in the order of their places. None of a tensor without bytes. */
export function* stretchesOf(of: PlacedTensor): Generator<Stretch, void> {
  const { tensor } = of;
  const byteLength = bytesOf(tensor.dtype, tensor.shape);
  if (byteLength === 0) return;
  const recipe = plainRecipe(tensor);
  if (recipe?.kind === "range") {
    yield { of, start: 0, byteLength, from: recipe, isRange: true };
    return;
  }
  if (recipe?.kind !== "concat" || recipe.chunks.some((chunk) => chunk < LONG_RANGE)) {
    const [from] = leaves(tensor);
    yield { of, start: 0, byteLength, from: from!, isRange: false };
    return;
  }
  let start = 0;
  for (const [i, byteLength] of recipe.chunks.entries()) {
    yield { of, start, byteLength, from: recipe.parts[i]!, isRange: true };
    start += byteLength;
  }
}
