/**
 * Plans: all that a conversion will do, as plain data, known from headers alone.
 *
 * @module
 */
import type { FloatDType } from "../dtype.ts";
import type { PartOf } from "../io/container.ts";
import type { Tie } from "../layout/lead.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";

/** A tensor to be written, or what one file holds of it. */
export interface PlannedTensor {
  /** Fully qualified name in the target layout. */
  readonly name: string;
  /** Where its elements come from. `Leaf.source` counts {@link Plan.sources}. */
  readonly tensor: LazyTensor;
  /** Present where `tensor` is a part, of those that several files hold. */
  readonly part?: PartOf;
  /** Number of its fusion group, where it is in one. */
  readonly group?: number;
}

/** A file of tensors to be written. */
export interface PlannedShard {
  /** File name. */
  readonly file: string;
  /** Size in bytes, header included. */
  readonly byteLength: number;
  /** The tensors, in the order in which they are written. */
  readonly tensors: readonly PlannedTensor[];
}

/** A tensor whose values will not be the source's, or cannot be led back to them. */
export interface LossyTensor {
  readonly name: string;
  readonly why: string;
}

/** A tensor that must come out of the way there and back with the same bits; the ferry makes sure before it writes. */
export interface PlannedProof {
  /** Fully qualified name in the source. */
  readonly tensor: string;
  /** As the source has it, and as it comes back. */
  readonly both: readonly [LazyTensor, LazyTensor];
}

/** What memory the work takes, in bytes, beside the runtime itself and the plan. */
export interface PlannedMemory {
  /** What the buffers may take together. */
  readonly budget: number;
  /** The least budget that would do. */
  readonly least: number;
  /** What will be taken of it. */
  readonly buffers: BufferSizes;
}

/** Sizes of buffers, in bytes. */
export interface BufferSizes {
  /** Where output is put together before it is written. */
  readonly output: number;
  /** How many of those there are: while one is written, others are filled. */
  readonly outputs: number;
  /** Where tiles of what lies in another order, or has another dtype, are read to. */
  readonly scratch: number;
}

/** All that a conversion will do. It survives `JSON.stringify`, and is the same for the same headers and options. */
export interface Plan {
  /** Version of this form. */
  readonly version: 1;
  /** Container that is written. */
  readonly container: string;
  /** The plugin whose rules are used; absent when no rule is needed and none serves the model. */
  readonly plugin?: {
    readonly name: string;
    readonly version: string;
    /** A hash of its data, `sha256-…`, where its name and version do not say enough: whoever plans adds it. */
    readonly integrity?: string;
  };
  readonly modelType?: string;
  /** Layouts, where the architecture is known. */
  readonly from?: string;
  readonly to?: string;
  /** The files that are read, by their names within the checkpoint. */
  readonly sources: readonly { readonly name: string; readonly byteLength: number }[];
  readonly shards: readonly PlannedShard[];
  /** Fusion groups of more than one tensor, by number: how many tensors and bytes. */
  readonly groups: readonly { readonly tensors: number; readonly bytes: number }[];
  /** Tensors that no rule and no declaration knows, which keep their names and bits. */
  readonly carried: readonly string[];
  /** Tensors that were left out on purpose, by `include` and `exclude`: names in the source. */
  readonly excluded: readonly string[];
  readonly ties: readonly Tie[];
  /** With `exact`: each tensor of the source that arithmetic changes, and what the way there and back makes of it. */
  readonly proofs: readonly PlannedProof[];
  readonly lossy: readonly LossyTensor[];
  readonly warnings: readonly string[];
  /** Bytes of tensors to be read, each as often as it is used. */
  readonly bytesRead: number;
  /** Bytes to be written, headers included. */
  readonly bytesWritten: number;
  readonly memory: PlannedMemory;
  /** The dtype that the config will name instead of its own. */
  readonly configDType?: FloatDType;
}
