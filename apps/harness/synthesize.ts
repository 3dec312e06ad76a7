/**
 * A checkpoint of any size, from nothing but a config.
 *
 * @module
 */
import {
  DEFAULT_MAX_SHARD_SIZE,
  type Plan,
  planConversion,
  type Progress,
  writeCheckpoint,
} from "@tensorferry/core";
import { safetensorsWriter } from "@tensorferry/safetensors";
import { resolve } from "node:path";
import { dealAtRandom } from "./deal_at_random.ts";
import { readConfig } from "./read_config.ts";
import { syntheticCheckpoint, type SyntheticOptions } from "./synthetic_checkpoint.ts";
import { writeSparse } from "./write_sparse.ts";

/** How tensors come into shards: as a conversion would deal them, or so that groups straddle files. */
export type Deal = "natural" | "random";

/** What is asked for. */
export interface SynthesizeOptions extends SyntheticOptions {
  /** The layout to write; `hf` when absent. */
  readonly layout?: string;
  /** The most bytes of tensors in a shard; 5 GB when absent. */
  readonly maxShardSize?: number;
  /** `natural` when absent. */
  readonly deal?: Deal;
  /** Whether to write headers only and leave holes for the tensors, which then are zeros and take no room on the disk. */
  readonly sparse?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Writes the checkpoint that belongs to a config, with random values, in constant memory. The same options give the same bytes.
 *
 * @returns what was written.
 * @throws TensorferryError when no plugin serves the config, or the destination cannot be written.
 *
 * @example
 * ```ts ignore
 * import { synthesize } from "@tensorferry/harness";
 * import qwenMoe from "@tensorferry/qwen-moe";
 *
 * await synthesize("Qwen3-30B-A3B/config.json", "synthetic", { plugins: [qwenMoe], deal: "random" });
 * ```
 */
export async function synthesize(
  configPath: string,
  destination: string,
  options: SynthesizeOptions,
): Promise<Plan> {
  const { layout = "hf", maxShardSize = DEFAULT_MAX_SHARD_SIZE, deal = "natural" } = options;
  const checkpoint = syntheticCheckpoint(readConfig(configPath), resolve(configPath), options);
  const planned = planConversion(checkpoint, {
    plugins: options.plugins,
    from: "hf",
    to: layout,
    maxShardSize,
  });
  const dealt = deal === "random"
    ? dealAtRandom(planned, maxShardSize, options.seed ?? 1, safetensorsWriter)
    : planned;
  const plan = options.dtype === undefined ? dealt : { ...dealt, configDType: options.dtype };
  if (options.sparse) {
    writeSparse(plan, checkpoint.configText!, destination, safetensorsWriter);
  } else {
    // What can be made again need not survive a power cut.
    await writeCheckpoint(plan, checkpoint, destination, { ...options, sync: false });
  }
  return plan;
}
