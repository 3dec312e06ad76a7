/**
 * Small configs of every architecture.
 *
 * @module
 */
import fc from "fast-check";
import type { ModelConfig, Plugin } from "@tensorferry/core";
import gemma3 from "@tensorferry/gemma3";
import llama from "@tensorferry/llama";
import qwenMoe from "@tensorferry/qwen-moe";

/** Every plugin there is. */
export const PLUGINS: readonly Plugin[] = [gemma3, llama, qwenMoe];

/** Every `model_type` that some plugin serves. */
export const MODEL_TYPES: readonly string[] = PLUGINS.flatMap(({ serves }) => serves.model_type);

type Config = fc.Arbitrary<ModelConfig>;

/** Heads come first, since the other sizes depend on them. Rotary embeddings need an even head size. */
const heads = fc.record({
  groups: fc.integer({ min: 1, max: 3 }),
  kvHeads: fc.integer({ min: 1, max: 3 }),
  halfHead: fc.integer({ min: 1, max: 3 }),
});

/** Sizes that all architectures have; odd ones wherever they may be. */
const sizes: Config = heads.chain(({ groups, kvHeads, halfHead }) =>
  fc.record({
    vocab_size: fc.integer({ min: 1, max: 9 }),
    hidden_size: fc.integer({ min: 1, max: 9 }),
    intermediate_size: fc.integer({ min: 1, max: 9 }),
    num_hidden_layers: fc.integer({ min: 1, max: 3 }),
    num_attention_heads: fc.constant(groups * kvHeads),
    num_key_value_heads: fc.constant(kvHeads),
    head_dim: fc.constant(2 * halfHead),
    attention_bias: fc.boolean(),
    tie_word_embeddings: fc.boolean(),
  })
);

/** Configs without `head_dim`: the hidden size is that of all heads together. */
const sizesByHeads: Config = sizes.map(({ head_dim, ...config }) => ({
  ...config,
  hidden_size: Number(head_dim) * Number(config["num_attention_heads"]),
}));

const experts: Config = fc.record({
  num_experts: fc.integer({ min: 1, max: 13 }),
  moe_intermediate_size: fc.integer({ min: 1, max: 7 }),
  shared_expert_intermediate_size: fc.integer({ min: 1, max: 7 }),
  mlp_only_layers: fc.subarray([0, 1, 2]),
  decoder_sparse_step: fc.integer({ min: 1, max: 2 }),
  qkv_bias: fc.boolean(),
});

const vision: Config = fc.record({
  hidden_size: fc.integer({ min: 1, max: 6 }),
  intermediate_size: fc.integer({ min: 1, max: 6 }),
  num_hidden_layers: fc.integer({ min: 1, max: 2 }),
  num_channels: fc.integer({ min: 1, max: 3 }),
  patch_size: fc.integer({ min: 1, max: 3 }),
  image_size: fc.integer({ min: 3, max: 8 }),
  vision_use_head: fc.boolean(),
});

/** The sizes of an architecture; those not named here have nothing of their own. */
const OWN: Readonly<Record<string, Config>> = {
  llama: fc.tuple(fc.oneof(sizes, sizesByHeads), fc.record({ mlp_bias: fc.boolean() })).map(merged),
  mistral: fc.oneof(sizes, sizesByHeads),
  // Its configs have no head_dim, and by that the plugin knows the shape of its norms.
  olmo2: sizesByHeads,
  qwen2: sizesByHeads,
  qwen2_moe: fc.tuple(sizesByHeads, experts).map(merged),
  qwen3_moe: fc.tuple(sizes, experts).map(merged),
  gemma3: fc.tuple(sizes, vision).map((
    [{ tie_word_embeddings, ...text_config }, vision_config],
  ) => ({
    tie_word_embeddings,
    text_config,
    vision_config,
  })),
};

/** Configs of one architecture. */
export function arbitraryConfig(modelType: string): Config {
  const dtype = fc.constantFrom("bfloat16", "float16");
  return fc.tuple(OWN[modelType] ?? sizes, fc.record({ dtype }))
    .map(merged).map((config) => ({ ...config, model_type: modelType }));
}

function merged(parts: readonly ModelConfig[]): ModelConfig {
  return Object.assign({}, ...parts);
}
