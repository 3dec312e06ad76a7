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

/** Where a part of a tensor lies in the whole. */
export interface PartOf {
  /** Index of its first element, per dimension. */
  readonly offsets: readonly number[];
  /** Sizes of the whole tensor per dimension, in elements. */
  readonly shape: Shape;
}

/** What one file holds of a tensor. */
export interface TensorPart extends TensorSpec {
  /** Present where it is a part: `shape` is then the part's own. A part may be empty. */
  readonly part?: PartOf;
}

/** A file, and what is to go into it. */
export interface DealtShard {
  /** File name. */
  readonly file: string;
  /** No name twice. */
  readonly tensors: readonly TensorPart[];
}

/** Bytes, and where they go in a file. */
export interface PlacedBytes {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** One file to be written, known to the byte before any tensor is read. */
export interface FileOutline {
  /** Size of the file in bytes. */
  readonly byteLength: number;
  /** The bytes that no tensor has a say in, and where they go. */
  readonly fixed: readonly PlacedBytes[];
  /** Where each tensor's bytes begin, in the order in which they lie in the file. */
  readonly tensors: ReadonlyMap<string, number>;
  /**
   * The bytes that follow from those of one tensor, by its name: from the CRC-32 (ISO 3309, as in gzip) of what this file holds of
   * it. Absent where a file has none. With `fixed` and the tensors they cover the file.
   */
  readonly seals?: ReadonlyMap<string, (crc32: number) => PlacedBytes>;
}

/** How tensors become files. Every function is pure. */
export interface ContainerWriter {
  /** Whether it is the shard size that says how many files there are; otherwise there is nothing to say, and none may be given. */
  readonly bySize: boolean;
  /**
   * Deals tensors to files, whole or cut into parts that make up the whole.
   *
   * @param sets Each of at most the shard size, fusion groups whole; a single one, in natural order, where not {@link bySize}.
   * @returns The files in the order in which they are put in place.
   */
  deal(sets: readonly (readonly TensorSpec[])[]): readonly DealtShard[];
  /** Says where every byte of one file goes. */
  outline(tensors: readonly TensorPart[]): FileOutline;
  /** The file that says which tensor is in which shard, where one is called for. It is put in place last. */
  index(
    shards: readonly DealtShard[],
  ): { readonly file: string; readonly bytes: Uint8Array } | undefined;
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
  /**
   * Those among the names of a folder's files that would be taken for parts of a checkpoint of this family, new or stale: what says
   * that there is one comes first.
   */
  claims(folder: string, names: readonly string[]): readonly string[];
  /**
   * Those among the names of a folder's files, claimed or not, for which {@link open} would take the folder for a checkpoint of this
   * family, or refuse it; none where it would leave it to another. Files of these names need not be there yet.
   */
  takes(names: readonly string[]): readonly string[];
  /** Absent where the family can only be read. */
  readonly writer?: ContainerWriter;
}
