/**
 * Ranks' safetensors shards as one of the families of files that Tensorferry reads.
 *
 * @module
 */
import type { Container } from "@tensorferry/core";
import { openDcpHf } from "./open_dcp_hf.ts";

/**
 * Reads what `HuggingFaceStorageWriter` of `torch.distributed.checkpoint` wrote with `save_distributed=True`:
 * `shard-00001-model-00001-of-00003.safetensors` and its like. Try it before plain safetensors, to whom each shard looks whole.
 */
export const dcpHf: Container = { name: "dcp-hf", open: openDcpHf };
