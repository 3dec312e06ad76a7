/**
 * What torch pickles besides plain data, as far as it says where tensors lie.
 *
 * @module
 */
import type { DType } from "@tensorferry/core";
import type { Pickled } from "../pickle/pickled.ts";

/** An element type of torch. */
export interface TorchDType {
  readonly kind: "dtype";
  /** As torch calls it, without `torch.`. */
  readonly name: string;
  /** Bytes of one element. */
  readonly bytes: number;
  /** The same type in Tensorferry; nothing for those that no container shares. */
  readonly dtype?: DType;
}

/** A class of storages: bytes and what they are. */
export interface StorageType {
  readonly kind: "storage type";
  readonly of: TorchDType;
}

/** The elements that one or several tensors are views of, kept beside the pickle. */
export interface Storage {
  readonly kind: "storage";
  /** What the file calls it. */
  readonly key: string;
  readonly of: TorchDType;
  /** Elements of the whole, which is what the file holds. */
  readonly elements: number;
  /** First element of the part that is meant; only the stream format knows parts. */
  readonly offset: number;
}

/** A tensor: a view of a storage. */
export interface StridedTensor {
  readonly kind: "tensor";
  readonly of: TorchDType;
  readonly storage: Storage;
  /** Its first element in the storage, counted in its own elements. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** Elements between neighbours along each dimension. */
  readonly strides: readonly number[];
}

/** A tensor that is no view of a storage; an error once it is known what it is called. */
export interface UnreadableTensor {
  readonly kind: "unreadable tensor";
  /** Completes "tensor x is …". */
  readonly what: string;
}

/** A value that says nothing about tensors, such as a device. */
export interface Opaque {
  readonly kind: "opaque";
  /** The class or function that made it. */
  readonly name: string;
}

/** An object that torch pickles. */
export type TorchObject =
  | TorchDType
  | StorageType
  | Storage
  | StridedTensor
  | UnreadableTensor
  | Opaque;

/** Any value of torch's files. */
export type TorchValue = Pickled<TorchObject>;
