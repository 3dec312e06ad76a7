/**
 * How tensors become safetensors files.
 *
 * @module
 */
import type { ContainerWriter } from "@tensorferry/core";
import { indexText } from "./index_text.ts";
import { outlineSafetensors } from "./outline.ts";
import { INDEX_FILE, shardName } from "./shard_names.ts";

/** Files, names and index as transformers 5.18 writes them, so that a checkpoint converted back is the same bytes. */
export const safetensorsWriter: ContainerWriter = {
  bySize: true,
  deal: (sets) => sets.map((tensors, i) => ({ file: shardName(i, sets.length), tensors })),
  outline: (tensors) => outlineSafetensors(tensors),
  index: (shards) =>
    shards.length > 1
      ? { file: INDEX_FILE, bytes: new TextEncoder().encode(indexText(shards)) }
      : undefined,
};
