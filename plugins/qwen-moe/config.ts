/**
 * The numbers of a `config.json` that the tensors depend on, under the names transformers 5.18.0 gives them
 * (`models/{qwen2_moe,qwen3_moe}/configuration_*.py`).
 *
 * @module
 */
import {
  and,
  config,
  div,
  eq,
  isIn,
  mod,
  not,
  plus,
  type Value,
  variable,
} from "@tensorferry/core/words";

export const vocab: Value = config("vocab_size");
export const hidden: Value = config("hidden_size");
export const layers: Value = config("num_hidden_layers");
export const heads: Value = config("num_attention_heads");
export const kvHeads: Value = config("num_key_value_heads", { default: heads });
export const headDim: Value = config("head_dim", { default: div(hidden, heads) });
export const tied: Value = config("tie_word_embeddings", { default: false });

/** Width of the MLP of a dense layer. */
export const intermediate: Value = config("intermediate_size");
/** Width of one expert. */
export const expertIntermediate: Value = config("moe_intermediate_size");
/** Width of the expert that sees every token, in qwen2_moe. */
export const sharedIntermediate: Value = config("shared_expert_intermediate_size");

/** transformers 5 writes the second name for qwen3_moe (`attribute_map`), earlier versions and the Hub the first. */
export const experts: Value = config(["num_experts", "num_local_experts"]);

export const isQwen2: Value = eq(config("model_type"), "qwen2_moe");
export const isQwen3: Value = eq(config("model_type"), "qwen3_moe");

/** Whether `{layer}` has experts; the condition is that of `Qwen3MoeDecoderLayer`. */
export const isSparse: Value = and(
  not(isIn(variable("layer"), config("mlp_only_layers", { default: [] }))),
  not(eq(experts, 0)),
  eq(mod(plus(variable("layer"), 1), config("decoder_sparse_step", { default: 1 })), 0),
);

/** Whether `{layer}` has one MLP for all tokens. */
export const isDense: Value = not(isSparse);

/** Biases on q, k and v; configs of qwen2_moe from before the key existed mean true. */
export const qkvBias: Value = config("qkv_bias", { default: true });
/** Biases on q, k, v and o of qwen3_moe. */
export const attentionBias: Value = config("attention_bias", { default: false });
