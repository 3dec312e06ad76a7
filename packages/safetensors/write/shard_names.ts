/**
 * What files are called: `split_torch_state_dict_into_shards` of huggingface_hub 2.0.0, as transformers 5.18 uses it.
 *
 * @module
 */

/** The file that holds all tensors when one does. */
export const SINGLE_FILE = "model.safetensors";

/** The file that says which shard holds which tensor. */
export const INDEX_FILE = "model.safetensors.index.json";

const SHARD = /^model-\d{5,}-of-\d{5,}\.safetensors$/;

/** File name of shard `index` (from 0) of `count`: `model.safetensors`, or `model-00001-of-00005.safetensors`. */
export function shardName(index: number, count: number): string {
  if (count === 1) return SINGLE_FILE;
  const five = (n: number) => String(n).padStart(5, "0");
  return `model-${five(index + 1)}-of-${five(count)}.safetensors`;
}

/** Those of `files` that have one of these names, for any number of shards; the index first. */
export function checkpointFiles(files: readonly string[]): string[] {
  return [
    ...files.filter((file) => file === INDEX_FILE),
    ...files.filter((file) => file === SINGLE_FILE || SHARD.test(file)),
  ];
}
