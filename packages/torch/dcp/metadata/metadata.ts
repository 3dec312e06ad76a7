/**
 * What the `.metadata` of a distributed checkpoint says.
 *
 * @module
 */
import type { TorchDType } from "../../state_dict/torch_object.ts";

/** Written last: a folder that has it is complete. */
export const METADATA_FILE = ".metadata";

/** What a rank saves: `__<rank>_<number>.distcp` of `FileSystemWriter`; other writers put other words before the dot. */
const DATA_FILE = /^[^.].*\.distcp$/;

/** The one file of a rank, as torch 2.13 calls it. */
export function dataFile(rank: number): string {
  return `__${rank}_0.distcp`;
}

/** Those of `files` that are a checkpoint's; what says that it is complete comes first. */
export function checkpointFiles(files: readonly string[]): string[] {
  const data = files.filter((file) => DATA_FILE.test(file));
  // Other programs have a file of that name too.
  return data.length === 0 ? [] : [...files.filter((file) => file === METADATA_FILE), ...data];
}

/** Those of `files` by which a folder is known: where there is data, what says which of it is meant; alone, it is refused. */
export function choiceAmong(files: readonly string[]): readonly string[] {
  const present = checkpointFiles(files);
  return present.includes(METADATA_FILE) ? [METADATA_FILE] : present;
}

/** A box of a tensor, and the item that holds it. */
export interface StoredChunk {
  readonly offsets: readonly number[];
  readonly sizes: readonly number[];
  readonly item: Item;
}

/** A tensor of any rank's. */
export interface ChunkedTensor {
  readonly dtype: TorchDType;
  readonly shape: readonly number[];
  readonly chunks: readonly StoredChunk[];
}

/** Bytes of a `.distcp` file: what `torch.save` made of one chunk. */
export interface Item {
  /** Name of the file within the folder. */
  readonly file: string;
  /** Where it begins, in bytes. */
  readonly position: number;
  readonly byteLength: number;
  /** What was done to its bytes; none of it is undone here. */
  readonly transforms: readonly string[];
}

/** A `.metadata`, checked. */
export interface DcpMetadata {
  /** Tensors by name, in the order in which they were saved. */
  readonly tensors: ReadonlyMap<string, ChunkedTensor>;
  /** Names of what is no tensor: counters, settings, the state of a data loader. */
  readonly values: readonly string[];
  /** Keys from the outermost dict to the value, by the name that they make when joined with dots; of those that the planner says. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** Items that no chunk has. */
  readonly unused: number;
}
