/**
 * The numbers of a `config.json` that the tensors depend on (transformers 5.18.0,
 * `models/qwen3_vl_moe/configuration_qwen3_vl_moe.py`).
 *
 * @module
 */
import {
  and,
  config,
  eq,
  isIn,
  mod,
  not,
  plus,
  type Value,
  variable,
} from "@tensorferry/core/plugin";

function text(key: string | readonly string[], fallback?: Value): Value {
  const keys = [key].flat().map((key) => `text_config.${key}`);
  return fallback === undefined ? config(keys) : config(keys, { default: fallback });
}

export const vocab: Value = text("vocab_size");
export const hidden: Value = text("hidden_size");
export const dense: Value = text("intermediate_size");
export const inner: Value = text("moe_intermediate_size");
export const layers: Value = text("num_hidden_layers");
export const experts: Value = text(["num_experts", "num_local_experts"]);
export const heads: Value = text("num_attention_heads");
export const kvHeads: Value = text("num_key_value_heads", heads);
export const headDim: Value = text("head_dim");
export const biased: Value = text("attention_bias", false);

/** Of the whole model, so not nested. */
export const tied: Value = config("tie_word_embeddings", { default: false });

/** Whether `{layer}` has experts. */
export const isSparse: Value = and(
  not(isIn(variable("layer"), text("mlp_only_layers", []))),
  eq(mod(plus(variable("layer"), 1), text("decoder_sparse_step", 1)), 0),
);
