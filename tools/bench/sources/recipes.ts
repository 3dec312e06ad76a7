/**
 * The checkpoints that rows are measured on, and how each is made.
 *
 * @module
 */
import { moreLayers, oneLayer, scaled, type SizedConfig } from "./scaled_config.ts";

/** A checkpoint by name. */
export type SourceName =
  | "moe"
  | "moe-copy"
  | "moe-fused"
  | "moe-transposed"
  | "moe-dcp"
  | "moe-dcp-apart"
  | "moe-dcp-hf"
  | "dense"
  | "llama"
  | "llama-f16"
  | "llama-half"
  | "llama-half-f32"
  | "sparse-quarter"
  | "sparse-whole"
  | "sparse-fourfold"
  | "one-tensor"
  | "index-100k"
  | "index-1m";

/** The config of a model of `size` bytes. */
export type ConfigOf = (config: SizedConfig, size: number) => SizedConfig;

/** Written by the harness: `config` names a file of apps/harness/configs. */
export interface Synthetic {
  readonly how: "synthetic";
  readonly config: string;
  readonly resize: ConfigOf;
  readonly flags: readonly string[];
  /** The parts of `size` that a file may have. */
  readonly shard: number;
}

/** Made of another one. */
export interface Derived {
  readonly how: "converted" | "transposed" | "copied";
  readonly from: SourceName;
  /** The layout. */
  readonly to?: string;
  /** The container, where it is not that of the source; as of {@link RANKS} ranks. */
  readonly container?: string;
}

/** The world size of the trainer that distributed checkpoints come from. */
export const RANKS = 4;

const MOE = "qwen3_moe_4gb";
const GB = 1e9;

/** The models of the table have 1 GB of tensors a file at 4 GB. */
export const SHARD: number = 1 / 4;

/** `times` the size that is asked for, of a config whose model has `whole` bytes. */
function times(times: number, whole: number): ConfigOf {
  return (config, size) => scaled(config, times * size / whole);
}

function synthetic(config: string, resize: ConfigOf, ...flags: string[]): Synthetic {
  return { how: "synthetic", config, resize, flags, shard: SHARD };
}

/** Groups straddle files, as in checkpoints that others have sharded; the files are holes. */
function sparse(times: number): Synthetic {
  const resize: ConfigOf = (config, size) => scaled(config, times * size / (4 * GB));
  const flags = ["--sparse", "--deal", "random"];
  return { ...synthetic(MOE, resize, ...flags), shard: times * SHARD };
}

function sparseIndex(factor: number): Synthetic {
  const resize: ConfigOf = (config) => moreLayers(config, factor);
  return { ...synthetic("qwen3_moe_100k_tensors", resize, "--sparse"), shard: Infinity };
}

/** How each checkpoint is made. */
export const RECIPES: Readonly<Record<SourceName, Synthetic | Derived>> = {
  "moe": synthetic(MOE, times(1, 4 * GB)),
  "moe-copy": { how: "copied", from: "moe" },
  "moe-fused": { how: "converted", from: "moe", to: "transformers" },
  "moe-transposed": { how: "transposed", from: "moe-fused", to: "transposed" },
  "moe-dcp": { how: "converted", from: "moe", to: "torchtitan", container: "dcp" },
  "moe-dcp-apart": { how: "converted", from: "moe", container: "dcp" },
  "moe-dcp-hf": { how: "converted", from: "moe", container: "dcp-hf" },
  "dense": synthetic("qwen3_4gb", times(1, 4 * GB)),
  "llama": synthetic("llama_1gb", times(1, GB)),
  "llama-f16": synthetic("llama_1gb", times(1, GB), "--dtype", "float16"),
  "llama-half": synthetic("llama_1gb", times(1 / 2, GB)),
  "llama-half-f32": synthetic("llama_1gb", times(1 / 2, GB), "--dtype", "float32"),
  "sparse-quarter": sparse(1 / 4),
  "sparse-whole": sparse(1),
  "sparse-fourfold": sparse(4),
  "one-tensor": {
    ...synthetic(MOE, (config, size) => oneLayer(config, 2 * size)),
    flags: ["--sparse", "--layout", "transformers"],
    shard: Infinity,
  },
  "index-100k": sparseIndex(1),
  "index-1m": sparseIndex(10),
};

/** These checkpoints, and those that they are made of. */
export function neededFor(names: readonly SourceName[]): ReadonlySet<SourceName> {
  const needed = new Set<SourceName>();
  for (let left = names; left.length > 0;) {
    left.forEach((name) => needed.add(name));
    left = left.map((name) => RECIPES[name])
      .flatMap((recipe) => recipe.how === "synthetic" ? [] : [recipe.from]);
  }
  return needed;
}
