/**
 * A plugin for Phi-3, whose queries, keys and values lie in one tensor, in parts of unequal length where keys are shared.
 *
 * From `models/phi3/modeling_phi3.py` of transformers 5.18.0, which holds the tensors at run time as they lie on the Hub. The
 * layout `llama` has them apart, under the names of Llama, as which such a model can be loaded when no partial rotary
 * embedding is configured.
 *
 * @module
 */
import {
  concat,
  config,
  definePlugin,
  div,
  mul,
  type Plugin,
  plus,
  split,
} from "@tensorferry/core/plugin";

const hidden = config("hidden_size");
const inner = config("intermediate_size");
const vocab = config("vocab_size");
const heads = config("num_attention_heads");
const kvHeads = config("num_key_value_heads", { default: heads });
const headDim = config("head_dim", { default: div(hidden, heads) });

const q = mul(heads, headDim);
const kv = mul(kvHeads, headDim);

const layer = "model.layers.{layer}";
const attention = `${layer}.self_attn`;
const mlp = `${layer}.mlp`;

/** Phi-3, Phi-3.5 and Phi-4, without the mixtures of experts. */
const phi3: Plugin = definePlugin({
  name: "phi3",
  version: "1.0.0",
  serves: { model_type: ["phi3"] },
  variables: { layer: config("num_hidden_layers") },
  tensors: {
    "model.embed_tokens.weight": { shape: [vocab, hidden] },
    [`${layer}.input_layernorm.weight`]: { shape: [hidden] },
    [`${attention}.qkv_proj.weight`]: { shape: [plus(q, kv, kv), hidden] },
    [`${attention}.o_proj.weight`]: { shape: [hidden, q] },
    [`${layer}.post_attention_layernorm.weight`]: { shape: [hidden] },
    [`${mlp}.gate_up_proj.weight`]: { shape: [mul(2, inner), hidden] },
    [`${mlp}.down_proj.weight`]: { shape: [hidden, inner] },
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
    transformers: { description: "transformers 5 at run time", rules: [], rest: "same" },
    llama: {
      description: "queries, keys, values, gate and up apart, as Llama has them",
      rules: [
        split(
          concat(
            0,
            ["q", "k", "v"].map((part) => `${attention}.${part}_proj.weight`),
            [q, kv, kv],
          ),
          `${attention}.qkv_proj.weight`,
        ),
        split(
          concat(0, [`${mlp}.gate_proj.weight`, `${mlp}.up_proj.weight`]),
          `${mlp}.gate_up_proj.weight`,
        ),
      ],
      rest: "same",
    },
  },
  examples: [{
    model_type: "phi3",
    vocab_size: 72,
    hidden_size: 64,
    intermediate_size: 80,
    num_hidden_layers: 2,
    num_attention_heads: 8,
    num_key_value_heads: 2,
    tie_word_embeddings: false,
  }],
});

export default phi3;
