/**
 * What the pickle of a `.metadata` is made of: the dataclasses of `torch/distributed/checkpoint/metadata.py` (torch 2.13).
 *
 * Python makes an instance first and gives it its attributes later, so those are absent until then.
 *
 * @module
 */
import type { Pickled, PickledDict } from "../../pickle/pickled.ts";
import type { Opaque, TorchDType } from "../../state_dict/torch_object.ts";

/** The whole: `Metadata`. */
export interface MetadataDraft {
  readonly kind: "metadata";
  /** Name to what it is, `storage_data` and `planner_data` likewise. */
  stateDict?: PickledDict<MetadataObject>;
  storage?: PickledDict<MetadataObject>;
  planner?: PickledDict<MetadataObject>;
}

/** `TensorProperties`: of its five, the one that counts. */
export interface PropertiesDraft {
  readonly kind: "properties";
  dtype?: TorchDType;
}

/** `ChunkStorageMetadata`: a box of a tensor. */
export interface ChunkDraft {
  readonly kind: "chunk";
  offsets?: readonly number[];
  sizes?: readonly number[];
}

/** `TensorStorageMetadata`. */
export interface TensorDraft {
  readonly kind: "tensor metadata";
  properties?: PropertiesDraft;
  shape?: readonly number[];
  chunks?: readonly ChunkDraft[];
}

/** `BytesStorageMetadata`: what is no tensor. */
export interface BytesDraft {
  readonly kind: "bytes metadata";
}

/** `MetadataIndex`: of which name and box an item is. */
export interface IndexDraft {
  readonly kind: "index";
  name?: string;
  /** Absent for what is no tensor. */
  offsets?: readonly number[];
}

/** `_StorageInfo`: where an item lies. */
export interface PlaceDraft {
  readonly kind: "place";
  file?: string;
  position?: number;
  byteLength?: number;
  /** What was done to its bytes, such as `stream.zstd/1`. */
  transforms?: readonly string[];
}

/** Any object of a `.metadata`. */
export type MetadataObject =
  | MetadataDraft
  | PropertiesDraft
  | ChunkDraft
  | TensorDraft
  | BytesDraft
  | IndexDraft
  | PlaceDraft
  | TorchDType
  | Opaque;

/** Any value of a `.metadata`. */
export type MetadataValue = Pickled<MetadataObject>;
