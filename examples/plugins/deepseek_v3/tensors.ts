/**
 * Every tensor of DeepSeek V3, as the Hub has them.
 *
 * @module
 */
import {
  and,
  at,
  config,
  div,
  eq,
  lt,
  minus,
  mod,
  mul,
  not,
  type Plugin,
  plus,
  type Value,
  variable,
} from "@tensorferry/core/plugin";

const hidden = config("hidden_size");
const vocab = config("vocab_size");
const dense = config("intermediate_size");
/** Width of one expert. */
export const inner: Value = config("moe_intermediate_size");
const shared = mul(inner, config("n_shared_experts"));
const experts = config("n_routed_experts");
const heads = config("num_attention_heads");
/** How many numbers a query is squeezed through; none where they are not. */
const qRank = config("q_lora_rank", { default: 0 });
const kvRank = config("kv_lora_rank");
const nope = config("qk_nope_head_dim");
const rope = config("qk_rope_head_dim");
const vDim = config("v_head_dim");

const isDense = lt(variable("layer"), config("first_k_dense_replace"));
const isSparse = not(isDense);
const isWhole = eq(qRank, 0);
const isSqueezed = not(isWhole);
const biased = config("attention_bias", { default: false });
/** Whether the weights are quantised, each with its scales. */
export const isFp8: Value = eq(
  config("quantization_config.quant_method", { default: "none" }),
  "fp8",
);

const blockSize = config("quantization_config.weight_block_size", { default: [] });
/** How many rows share one scale. */
export const blockRows: Value = at(blockSize, 0, 128);
const blockColumns = at(blockSize, 1, 128);

const layer = "model.layers.{layer}";
const attention = `${layer}.self_attn`;
const mlp = `${layer}.mlp`;

/** The prefix of what is fused of all experts. */
export const fused: string = `${mlp}.experts`;
/** One expert. */
export const expert: string = `${fused}.{expert}`;

/** How many blocks a size takes, the last one perhaps not full. */
function blocks(size: Value, block: Value): Value {
  const padded = plus(size, minus(block, 1));
  return div(minus(padded, mod(padded, block)), block);
}

/** A `torch.nn.Linear` without bias, and its scales where it is quantised. */
function linear(module: string, out: Value, into: Value, when: Value = true): Plugin["tensors"] {
  return {
    [`${module}.weight`]: { shape: [out, into], when },
    [`${module}.weight_scale_inv`]: {
      shape: [blocks(out, blockRows), blocks(into, blockColumns)],
      when: and(when, isFp8),
    },
  };
}

/** The three matrices of an MLP. */
function gated(module: string, width: Value, when: Value): Plugin["tensors"] {
  return {
    ...linear(`${module}.gate_proj`, width, hidden, when),
    ...linear(`${module}.up_proj`, width, hidden, when),
    ...linear(`${module}.down_proj`, hidden, width, when),
  };
}

const queries = mul(heads, plus(nope, rope));

/** The tensors of layout `hf`. */
export const tensors: Plugin["tensors"] = {
  "model.embed_tokens.weight": { shape: [vocab, hidden] },
  [`${layer}.input_layernorm.weight`]: { shape: [hidden] },

  ...linear(`${attention}.q_proj`, queries, hidden, isWhole),
  ...linear(`${attention}.q_a_proj`, qRank, hidden, isSqueezed),
  [`${attention}.q_a_proj.bias`]: { shape: [qRank], when: and(isSqueezed, biased) },
  [`${attention}.q_a_layernorm.weight`]: { shape: [qRank], when: isSqueezed },
  ...linear(`${attention}.q_b_proj`, queries, qRank, isSqueezed),
  ...linear(`${attention}.kv_a_proj_with_mqa`, plus(kvRank, rope), hidden),
  [`${attention}.kv_a_proj_with_mqa.bias`]: { shape: [plus(kvRank, rope)], when: biased },
  [`${attention}.kv_a_layernorm.weight`]: { shape: [kvRank] },
  ...linear(`${attention}.kv_b_proj`, mul(heads, plus(nope, vDim)), kvRank),
  ...linear(`${attention}.o_proj`, hidden, mul(heads, vDim)),
  [`${attention}.o_proj.bias`]: { shape: [hidden], when: biased },

  [`${layer}.post_attention_layernorm.weight`]: { shape: [hidden] },
  ...gated(mlp, dense, isDense),
  [`${mlp}.gate.weight`]: { shape: [experts, hidden], when: isSparse },
  [`${mlp}.gate.e_score_correction_bias`]: { shape: [experts], when: isSparse },
  ...gated(expert, inner, isSparse),
  ...gated(`${mlp}.shared_experts`, shared, isSparse),

  "model.norm.weight": { shape: [hidden] },
  "lm_head.weight": {
    shape: [vocab, hidden],
    tied: {
      to: "model.embed_tokens.weight",
      when: config("tie_word_embeddings", { default: false }),
    },
  },
};
