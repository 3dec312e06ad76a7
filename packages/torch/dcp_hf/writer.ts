/**
 * How tensors become the safetensors shards of ranks.
 *
 * @module
 */
import {
  type ContainerWriter,
  type DealtShard,
  naturalOrder,
  type TensorPart,
} from "@tensorferry/core";
import { outlineSafetensors, pythonString } from "@tensorferry/safetensors";
import { checkRanks, dealToRanks } from "../ranks/deal_to_ranks.ts";
import { shardName } from "./shard_files.ts";
import { SHARDING_INFO_KEY } from "./sharding_info.ts";

/** Of `HuggingFaceStorageWriter` (`HF_DCP_VERSION` in `checkpoint/_hf_utils.py`, torch 2.13). */
const VERSION = "1.0";

/**
 * Writes what `HuggingFaceStorageWriter` of torch 2.13 makes of `ranks` ranks of FSDP2 with `save_distributed=True`: of each file
 * that all of them would fill together, one for each rank that has something of it.
 *
 * @throws OptionError when there cannot be so many ranks.
 */
export function dcpHfWriter(ranks: number): ContainerWriter {
  checkRanks(ranks);
  return {
    bySize: true,
    deal(sets) {
      const setOf = new Map(sets.flatMap((tensors, set) => tensors.map(({ name }) => [name, set])));
      const shards = dealToRanks(sets.flat(), ranks).flatMap((parts, rank) =>
        [...Map.groupBy(parts, ({ name }) => setOf.get(name)!)].map((
          [set, tensors],
        ): DealtShard => ({
          file: shardName(rank, set, sets.length),
          tensors,
        }))
      );
      // Nothing but the places of its parts says how large a tensor is. While the first is missing, the others show a gap; a tensor
      // without its last would only seem smaller. So the files of rank 0 are put in place last.
      return shards.toReversed();
    },
    outline: (tensors) => outlineSafetensors(tensors, shardMetadata(tensors)),
    index: () => undefined,
  };
}

/** Where each part begins in its tensor, as Python's `json.dumps` writes it; in an order that is not that of the file. */
function shardMetadata(tensors: readonly TensorPart[]): Readonly<Record<string, string>> {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const entries = naturalOrder(byName.keys()).map((name) => {
    const { shape, part } = byName.get(name)!;
    const offsets = part?.offsets ?? shape.map(() => 0);
    return `${pythonString(name)}: {"saved_offsets": [${offsets.join(", ")}]}`;
  });
  return { [SHARDING_INFO_KEY]: `{${entries.join(", ")}}`, DCP_VERSION: VERSION, format: "pt" };
}
