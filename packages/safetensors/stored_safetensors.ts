/**
 * What an open safetensors checkpoint offers beyond its tensors.
 *
 * @module
 */
import type { Leaf, StoredTensors } from "@tensorferry/core";

/** Tensors as they lie in safetensors files, and what the files say about themselves. */
export interface StoredSafetensors extends StoredTensors {
  /** Where each tensor lies, by name: here, always in one piece. */
  readonly tensors: ReadonlyMap<string, Leaf>;
  /** The `__metadata__` of each source, in the order of `sources`; nothing for a file that has none. */
  readonly metadata: readonly (ReadonlyMap<string, string> | undefined)[];
}
