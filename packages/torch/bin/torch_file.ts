/**
 * What is in a file of `torch.save`, in either of its formats.
 *
 * @module
 */
import type { StoragePlace } from "../state_dict/leaf_of.ts";
import type { Storage, TorchValue } from "../state_dict/torch_object.ts";

/** A file whose pickle has been read, and none of its storages. */
export interface TorchFile {
  /** What was saved. */
  readonly root: TorchValue;
  /**
   * Where the bytes of a storage lie.
   *
   * @throws TensorferryError when the file does not have them.
   */
  locate(storage: Storage): StoragePlace | Promise<StoragePlace>;
}
