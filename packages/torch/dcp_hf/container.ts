/**
 * Ranks' safetensors shards as one of the families of files that Tensorferry reads and writes.
 *
 * @module
 */
import type { Container } from "@tensorferry/core";
import { openDcpHf } from "./open_dcp_hf.ts";
import { choiceAmong, isShardName } from "./shard_files.ts";
import { dcpHfWriter } from "./writer.ts";

/** Options of {@link dcpHf}. */
export interface DcpHfOptions {
  /** How many ranks of FSDP2 what is written is to be of; 1 when nothing is said. */
  readonly ranks?: number;
}

/**
 * Reads and writes what `HuggingFaceStorageWriter` of `torch.distributed.checkpoint` writes with `save_distributed=True`:
 * `shard-00001-model-00001-of-00003.safetensors` and its like. Try it before plain safetensors, to whom each shard looks whole.
 *
 * @throws OptionError when there cannot be so many ranks.
 */
export function dcpHf({ ranks = 1 }: DcpHfOptions = {}): Container {
  return {
    name: "dcp-hf",
    open: openDcpHf,
    claims: (_, names) => names.filter(isShardName),
    takes: choiceAmong,
    writer: dcpHfWriter(ranks),
  };
}
