/**
 * The bytes of tensors, cut where reading jumps.
 *
 * @module
 */
import { bytesOf } from "../../dtype.ts";
import { type LazyTensor, leaves } from "../../tensor/lazy_tensor.ts";
import { type Ranges, rangesOf } from "../../tensor/recipe/plain_recipe.ts";

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
  /** What it is made of, where that is ranges of the sources. If not, it is a whole tensor. */
  readonly ranges?: Ranges;
}

/** Ranges from here on, in bytes, are stretches; the tensors of shorter ones are not cut, so that their ranges share buffers. */
const LONG_RANGE = 2 ** 18;

/** The stretches of a tensor, in the order of their places. None of a tensor without bytes. */
export function* stretchesOf(of: PlacedTensor): Generator<Stretch, void> {
  const { tensor } = of;
  const byteLength = bytesOf(tensor.dtype, tensor.shape);
  if (byteLength === 0) return;
  const ranges = rangesOf(tensor);
  if (ranges === undefined) {
    const [from] = leaves(tensor);
    yield { of, start: 0, byteLength, from: from! };
    return;
  }
  const { parts, chunks } = ranges;
  if (parts.length === 1 || chunks.some((chunk) => chunk < LONG_RANGE)) {
    yield { of, start: 0, byteLength, from: parts[0]!, ranges };
    return;
  }
  let start = 0;
  for (const [i, from] of parts.entries()) {
    const byteLength = chunks[i]!;
    yield { of, start, byteLength, from, ranges: { parts: [from], chunks: [byteLength] } };
    start += byteLength;
  }
}
