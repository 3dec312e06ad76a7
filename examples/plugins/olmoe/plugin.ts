/**
 * A plugin for OLMoE.
 *
 * From `models/olmoe/modeling_olmoe.py` and `conversion_mapping.py` of transformers 5.18.0. Queries and keys are normalised
 * over all heads together, so the norms are as wide as the projections.
 *
 * @module
 */
import {
  concat,
  config,
  definePlugin,
  div,
  fuse,
  mul,
  type Plugin,
  stack,
} from "@tensorferry/core/plugin";

const hidden = config("hidden_size");
const inner = config("intermediate_size");
const vocab = config("vocab_size");
const heads = config("num_attention_heads");
const kvHeads = config("num_key_value_heads", { default: heads });
const headDim = config("head_dim", { default: div(hidden, heads) });
const experts = config(["num_experts", "num_local_experts"]);
const biased = config("attention_bias", { default: false });

const q = mul(heads, headDim);
const kv = mul(kvHeads, headDim);

const layer = "model.layers.{layer}";
const fused = `${layer}.mlp.experts`;
const expert = `${fused}.{expert}`;

/** OLMoE 1B-7B. */
const olmoe: Plugin = definePlugin({
  name: "olmoe",
  version: "1.0.0",
  serves: { model_type: ["olmoe"] },
  variables: { layer: config("num_hidden_layers"), expert: experts },
  tensors: {
    "model.embed_tokens.weight": { shape: [vocab, hidden] },
    [`${layer}.input_layernorm.weight`]: { shape: [hidden] },
    [`${layer}.self_attn.q_proj.weight`]: { shape: [q, hidden] },
    [`${layer}.self_attn.q_proj.bias`]: { shape: [q], when: biased },
    [`${layer}.self_attn.k_proj.weight`]: { shape: [kv, hidden] },
    [`${layer}.self_attn.k_proj.bias`]: { shape: [kv], when: biased },
    [`${layer}.self_attn.v_proj.weight`]: { shape: [kv, hidden] },
    [`${layer}.self_attn.v_proj.bias`]: { shape: [kv], when: biased },
    [`${layer}.self_attn.o_proj.weight`]: { shape: [hidden, q] },
    [`${layer}.self_attn.o_proj.bias`]: { shape: [hidden], when: biased },
    [`${layer}.self_attn.q_norm.weight`]: { shape: [q] },
    [`${layer}.self_attn.k_norm.weight`]: { shape: [kv] },
    [`${layer}.post_attention_layernorm.weight`]: { shape: [hidden] },
    [`${layer}.mlp.gate.weight`]: { shape: [experts, hidden] },
    [`${expert}.gate_proj.weight`]: { shape: [inner, hidden] },
    [`${expert}.up_proj.weight`]: { shape: [inner, hidden] },
    [`${expert}.down_proj.weight`]: { shape: [hidden, inner] },
    "model.norm.weight": { shape: [hidden] },
    "lm_head.weight": {
      shape: [vocab, hidden],
      tied: {
        to: "model.embed_tokens.weight",
        when: config("tie_word_embeddings", { default: false }),
      },
    },
  },
  layouts: {
    transformers: {
      description: "transformers 5 at run time: experts fused",
      rules: [
        fuse(
          `${fused}.gate_up_proj`,
          stack("expert", concat(0, [`${expert}.gate_proj.weight`, `${expert}.up_proj.weight`])),
        ),
        fuse(`${fused}.down_proj`, stack("expert", `${expert}.down_proj.weight`)),
      ],
      rest: "same",
    },
  },
  examples: [{
    model_type: "olmoe",
    vocab_size: 80,
    hidden_size: 64,
    intermediate_size: 48,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    num_experts: 12,
    attention_bias: true,
    tie_word_embeddings: false,
  }],
});

export default olmoe;
