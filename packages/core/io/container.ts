/**
 * What a family of files must offer to be read or written: tensors by name, and the place of each byte.
 *
 * @module
 */
import type { DType } from "../dtype.ts";
import type { LazyTensor, Shape } from "../tensor/lazy_tensor.ts";
import type { ByteSource } from "./byte_source.ts";

/** Tensors as they lie in the files of one checkpoint. */
export interface StoredTensors {
  /** The files, in the order that `Leaf.source` counts them. */
  readonly sources: readonly ByteSource[];
  /** Where each tensor lies, by fully qualified name: a leaf, or leaves put together where a tensor lies in several files. */
  readonly tensors: ReadonlyMap<string, LazyTensor>;
  /** Names of the files and folders at the top of the checkpoint that hold its tensors or their index; the others are carried along. */
  readonly files: readonly string[];
  /** What is odd but harmless, a sentence each. */
  readonly warnings: readonly string[];
  /** Frees what is open. The sources cannot be read afterwards. */
  close(): void;
}

/** The name, dtype and shape of a tensor to be written. */
export interface TensorSpec {
  /** Fully qualified name. */
  readonly name: string;
  readonly dtype: DType;
  /** Sizes per dimension, in elements. */
  readonly shape: Shape;
}

/** One file to be written, known to the byte before any tensor is read. */
export interface FileLayout {
  /** Size of the file in bytes. */
  readonly byteLength: number;
  /** The bytes that are not tensors, and where they go. */
  readonly fixed: readonly { readonly position: number; readonly bytes: Uint8Array }[];
  /** Where each tensor's bytes begin, in the order in which they lie in the file. */
  readonly tensors: ReadonlyMap<string, number>;
}

/** A shard as the index sees it. */
export interface IndexedShard {
  /** File name. */
  readonly file: string;
  readonly tensors: readonly TensorSpec[];
}

/** How tensors become files. Every function is pure. */
export interface ContainerWriter {
  /** File name of shard `index` (from 0) of `count`. */
  shardName(index: number, count: number): string;
  /** Lays out one shard. */
  layOut(tensors: readonly TensorSpec[]): FileLayout;
  /** The file that says which tensor is in which shard, where one is called for. */
  index(
    shards: readonly IndexedShard[],
  ): { readonly file: string; readonly bytes: Uint8Array } | undefined;
  /** Whether a file of this name in a folder would be taken for part of its checkpoint: a shard or an index, new or stale. */
  claims(file: string): boolean;
}

/** A family of files. */
export interface Container {
  /** Its name in reports, such as `safetensors`. */
  readonly name: string;
  /**
   * Opens `path` (a file or a folder), reading headers only. Answers nothing when it is not of this family.
   *
   * @throws TensorferryError when it is of this family, and malformed.
   */
  open(path: string): Promise<StoredTensors | undefined>;
  /** Absent where the family can only be read. */
  readonly writer?: ContainerWriter;
}
