/**
 * A checkpoint that is nowhere: the tensors that a config calls for, with random values.
 *
 * @module
 */
import {
  bindModel,
  bytesOf,
  type Checkpoint,
  CONFIG_FILE,
  configDType,
  declaredTensors,
  findPlugin,
  type FloatDType,
  type Leaf,
  leaf,
  type ModelConfig,
  parseConfig,
  type Plugin,
} from "@tensorferry/core";
import { safetensors } from "@tensorferry/safetensors";
import { openRandomFloats } from "./random_floats.ts";

/** What the tensors are to be. */
export interface SyntheticOptions {
  /** The architectures that are known. */
  readonly plugins: readonly Plugin[];
  /** The dtype of every tensor; that of the config when absent, and bfloat16 where it names none. */
  readonly dtype?: FloatDType;
  /** Chooses the values, together with the name of each tensor; 1 when absent. */
  readonly seed?: number;
}

/**
 * The checkpoint, in layout `hf`, that belongs to a config. Tied tensors are left out, as `save_pretrained` does.
 *
 * @param configText The text of a `config.json`.
 * @param path Where the config lies; it stands for the place of the checkpoint.
 * @throws LayoutError when no plugin serves the config.
 * @throws MalformedCheckpointError when it is no JSON object.
 * @throws ConfigError when it lacks a number.
 *
 * @example
 * ```ts
 * import { syntheticCheckpoint } from "@tensorferry/harness";
 * import llama from "@tensorferry/llama";
 * import assert from "node:assert/strict";
 *
 * const config = {
 *   model_type: "llama",
 *   vocab_size: 10,
 *   hidden_size: 8,
 *   intermediate_size: 12,
 *   num_hidden_layers: 1,
 *   num_attention_heads: 2,
 * };
 * const { tensors } = syntheticCheckpoint(JSON.stringify(config), "config.json", { plugins: [llama] });
 * assert.deepEqual(tensors.get("model.layers.0.mlp.up_proj.weight")?.shape, [12, 8]);
 * ```
 */
export function syntheticCheckpoint(
  configText: string,
  path: string,
  options: SyntheticOptions,
): Checkpoint {
  const config = parseConfig(configText, path);
  const dtype = options.dtype ?? configDType(config) ?? "bfloat16";
  const open = openRandomFloats(dtype, options.seed ?? 1);
  const sources: Checkpoint["sources"][number][] = [];
  const tensors = new Map<string, Leaf>();
  for (const { name, shape, tiedTo } of declaredTensors(modelOf(config, options.plugins))) {
    if (tiedTo !== undefined) continue;
    const source = sources.push(open(name, bytesOf(dtype, shape))) - 1;
    tensors.set(name, leaf({ source, position: 0, dtype, shape }));
  }
  return {
    sources,
    tensors,
    files: [],
    warnings: [],
    close() {},
    path,
    container: safetensors,
    config,
    configText,
    companions: [CONFIG_FILE],
    leftBehind: [],
  };
}

function modelOf(config: ModelConfig, plugins: readonly Plugin[]) {
  return bindModel(findPlugin(config, plugins), config);
}
