/**
 * A plugin for the mixtures of experts of Qwen3-VL.
 *
 * From `models/qwen3_vl_moe/modeling_qwen3_vl_moe.py` and `conversion_mapping.py` of transformers 5.18.0. On the Hub the
 * stacked experts lie as [expert, in, out], at run time as [expert, out, in], under the same names: only the shapes tell the
 * two apart. What transformers saves again has the order of run time. It is told by its shapes too, and written as on the
 * Hub.
 *
 * @module
 */
import { definePlugin, fuse, mul, not, permute, type Plugin } from "@tensorferry/core/plugin";
import {
  biased,
  dense,
  experts,
  headDim,
  heads,
  hidden,
  inner,
  isSparse,
  kvHeads,
  layers,
  tied,
  vocab,
} from "./config.ts";
import { deepstack, depth, visionTensors } from "./vision.ts";

const q = mul(heads, headDim);
const kv = mul(kvHeads, headDim);

const text = "model.language_model";
const layer = `${text}.layers.{layer}`;
const attention = `${layer}.self_attn`;
const mlp = `${layer}.mlp`;
const isDense = not(isSparse);

/** Qwen3-VL 30B-A3B and 235B-A22B. */
const qwen3VlMoe: Plugin = definePlugin({
  name: "qwen3-vl-moe",
  version: "1.0.0",
  serves: { model_type: ["qwen3_vl_moe"] },
  variables: { layer: layers, vision_layer: depth, deepstack },
  tensors: {
    [`${text}.embed_tokens.weight`]: { shape: [vocab, hidden] },
    [`${layer}.input_layernorm.weight`]: { shape: [hidden] },
    [`${attention}.q_proj.weight`]: { shape: [q, hidden] },
    [`${attention}.q_proj.bias`]: { shape: [q], when: biased },
    [`${attention}.k_proj.weight`]: { shape: [kv, hidden] },
    [`${attention}.k_proj.bias`]: { shape: [kv], when: biased },
    [`${attention}.v_proj.weight`]: { shape: [kv, hidden] },
    [`${attention}.v_proj.bias`]: { shape: [kv], when: biased },
    [`${attention}.o_proj.weight`]: { shape: [hidden, q] },
    [`${attention}.o_proj.bias`]: { shape: [hidden], when: biased },
    [`${attention}.q_norm.weight`]: { shape: [headDim] },
    [`${attention}.k_norm.weight`]: { shape: [headDim] },
    [`${layer}.post_attention_layernorm.weight`]: { shape: [hidden] },

    [`${mlp}.gate_proj.weight`]: { shape: [dense, hidden], when: isDense },
    [`${mlp}.up_proj.weight`]: { shape: [dense, hidden], when: isDense },
    [`${mlp}.down_proj.weight`]: { shape: [hidden, dense], when: isDense },
    [`${mlp}.gate.weight`]: { shape: [experts, hidden], when: isSparse },
    [`${mlp}.experts.gate_up_proj`]: { shape: [experts, hidden, mul(2, inner)], when: isSparse },
    [`${mlp}.experts.down_proj`]: { shape: [experts, inner, hidden], when: isSparse },

    [`${text}.norm.weight`]: { shape: [hidden] },
    "lm_head.weight": {
      shape: [vocab, hidden],
      tied: { to: `${text}.embed_tokens.weight`, when: tied },
    },
    ...visionTensors,
  },
  layouts: {
    transformers: {
      description: "transformers 5 at run time: experts as [out, in]",
      rules: ["gate_up_proj", "down_proj"].map((part) =>
        fuse(`${mlp}.experts.${part}`, permute([0, 2, 1], `${mlp}.experts.${part}`))
      ),
      rest: "same",
    },
  },
  examples: [{
    model_type: "qwen3_vl_moe",
    tie_word_embeddings: false,
    text_config: {
      vocab_size: 80,
      hidden_size: 48,
      intermediate_size: 64,
      moe_intermediate_size: 20,
      num_hidden_layers: 3,
      num_experts: 6,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      head_dim: 16,
      attention_bias: true,
      mlp_only_layers: [1],
      decoder_sparse_step: 1,
    },
    vision_config: {
      depth: 2,
      hidden_size: 24,
      intermediate_size: 40,
      in_channels: 3,
      patch_size: 4,
      temporal_patch_size: 2,
      spatial_merge_size: 2,
      num_position_embeddings: 16,
      out_hidden_size: 48,
      deepstack_visual_indexes: [0, 1],
    },
  }],
});

export default qwen3VlMoe;
