/**
 * What the pickle of a `.metadata` is made of: the dataclasses of `torch/distributed/checkpoint/metadata.py` (torch 2.13).
 *
 * Python makes an instance first and gives it its attributes later, so those are undefined until then. Those of which there is one for
 * each chunk are made with all their fields: fields that come later take more memory.
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
  offsets: readonly number[] | undefined;
  sizes: readonly number[] | undefined;
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
  name: string | undefined;
  /** Absent for what is no tensor. */
  offsets: readonly number[] | undefined;
}

/** `_StorageInfo`: where an item lies. */
export interface PlaceDraft {
  readonly kind: "place";
  file: string | undefined;
  position: number | undefined;
  byteLength: number | undefined;
  /** What was done to its bytes, such as `stream.zstd/1`. */
  transforms: readonly string[];
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
