/**
 * A plugin for Mixtral.
 *
 * The names and shapes are those of the Hub (mistralai/Mixtral-8x7B-v0.1); the run-time layout is that of transformers 5.18.0
 * (`conversion_mapping.py`, `mixtral`).
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
  rename,
  stack,
} from "@tensorferry/core/plugin";

const hidden = config("hidden_size");
const inner = config("intermediate_size");
const vocab = config("vocab_size");
const heads = config("num_attention_heads");
const kvHeads = config("num_key_value_heads", { default: heads });
const headDim = config("head_dim", { default: div(hidden, heads) });
const experts = config("num_local_experts");

const layer = "model.layers.{layer}";
const moe = `${layer}.block_sparse_moe`;
const expert = `${moe}.experts.{expert}`;

/** Mixtral 8x7B and 8x22B. */
const mixtral: Plugin = definePlugin({
  name: "mixtral",
  version: "1.0.0",
  serves: { model_type: ["mixtral"] },
  variables: { layer: config("num_hidden_layers"), expert: experts },
  tensors: {
    "model.embed_tokens.weight": { shape: [vocab, hidden] },
    [`${layer}.input_layernorm.weight`]: { shape: [hidden] },
    [`${layer}.self_attn.q_proj.weight`]: { shape: [mul(heads, headDim), hidden] },
    [`${layer}.self_attn.k_proj.weight`]: { shape: [mul(kvHeads, headDim), hidden] },
    [`${layer}.self_attn.v_proj.weight`]: { shape: [mul(kvHeads, headDim), hidden] },
    [`${layer}.self_attn.o_proj.weight`]: { shape: [hidden, mul(heads, headDim)] },
    [`${layer}.post_attention_layernorm.weight`]: { shape: [hidden] },
    [`${moe}.gate.weight`]: { shape: [experts, hidden] },
    [`${expert}.w1.weight`]: { shape: [inner, hidden] },
    [`${expert}.w2.weight`]: { shape: [hidden, inner] },
    [`${expert}.w3.weight`]: { shape: [inner, hidden] },
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
      description: "transformers 5 at run time: experts fused, gate (w1) before up (w3)",
      rules: [
        rename(`${layer}.mlp.gate.weight`, `${moe}.gate.weight`),
        fuse(
          `${layer}.mlp.experts.gate_up_proj`,
          stack("expert", concat(0, [`${expert}.w1.weight`, `${expert}.w3.weight`])),
        ),
        fuse(`${layer}.mlp.experts.down_proj`, stack("expert", `${expert}.w2.weight`)),
      ],
      rest: "same",
    },
  },
  examples: [{
    model_type: "mixtral",
    vocab_size: 96,
    hidden_size: 64,
    intermediate_size: 112,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    num_local_experts: 8,
    tie_word_embeddings: false,
  }],
});

export default mixtral;
