/**
 * The numbers of a `config.json` that the tensors depend on, under the names transformers 5.18.0 gives them
 * (`models/{llama,mistral,qwen2,qwen3,olmo2}/configuration_*.py`).
 *
 * @module
 */
import { choose, config, div, isIn, type Value } from "@tensorferry/core/words";

export const vocab: Value = config("vocab_size");
export const hidden: Value = config("hidden_size");
export const intermediate: Value = config("intermediate_size");
export const layers: Value = config("num_hidden_layers");
export const heads: Value = config("num_attention_heads");

/** Without grouped-query attention the key is absent (the first Llamas) or null; every head then has its own. */
export const kvHeads: Value = config("num_key_value_heads", { default: heads });

/** Where the key is absent or null, transformers divides, except for Qwen 3, which has 128. */
export const headDim: Value = config("head_dim", {
  default: choose(isModel("qwen3"), 128, div(hidden, heads)),
});

/** Biases on q, k, v and o of llama, qwen3 and olmo2; the other architectures do not read the key. */
export const attentionBias: Value = config("attention_bias", { default: false });

/** Biases on gate, up and down; only llama reads the key. */
export const mlpBias: Value = config("mlp_bias", { default: false });

/** All five architectures default to a head of its own. */
export const tied: Value = config("tie_word_embeddings", { default: false });

/** Whether the model is of one of these architectures. */
export function isModel(...modelTypes: string[]): Value {
  return isIn(config("model_type"), modelTypes);
}
