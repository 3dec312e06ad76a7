/**
 * A plugin for the mixtures of experts of Qwen3.5, with their vision.
 *
 * From `models/qwen3_5_moe/modeling_qwen3_5_moe.py` and `conversion_mapping.py` of transformers 5.18.0. The Hub has the
 * experts stacked as [expert, out, in], as they run. A model that was built from a config, and not loaded, transformers saves
 * with each expert apart; that is the layout `per-expert`. The tensors of multi-token prediction, `mtp.…`, are carried.
 *
 * @module
 */
import { concat, definePlugin, type Plugin, split, stack } from "@tensorferry/core/plugin";
import { experts, layers, stacked, textTensors } from "./text.ts";
import { depth, visionTensors } from "./vision.ts";

const expert = `${stacked}.{expert}`;

/** Qwen3.5 35B-A3B, 122B-A10B and 397B-A17B. */
const qwen35Moe: Plugin = definePlugin({
  name: "qwen3-5-moe",
  version: "1.0.0",
  serves: { model_type: ["qwen3_5_moe"] },
  variables: { layer: layers, expert: experts, vision_layer: depth },
  tensors: { ...textTensors, ...visionTensors },
  layouts: {
    transformers: { description: "transformers 5 at run time", rules: [], rest: "same" },
    "per-expert": {
      description: "transformers 5, saved without having been loaded: each expert apart",
      rules: [
        split(
          stack("expert", concat(0, [`${expert}.gate_proj.weight`, `${expert}.up_proj.weight`])),
          `${stacked}.gate_up_proj`,
        ),
        split(stack("expert", `${expert}.down_proj.weight`), `${stacked}.down_proj`),
      ],
      rest: "same",
    },
  },
  examples: [{
    model_type: "qwen3_5_moe",
    tie_word_embeddings: false,
    text_config: {
      vocab_size: 80,
      hidden_size: 48,
      moe_intermediate_size: 20,
      shared_expert_intermediate_size: 28,
      num_hidden_layers: 4,
      num_experts: 6,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      head_dim: 16,
      attention_bias: true,
      linear_num_key_heads: 2,
      linear_num_value_heads: 4,
      linear_key_head_dim: 8,
      linear_value_head_dim: 12,
      linear_conv_kernel_dim: 4,
      layer_types: ["linear_attention", "linear_attention", "linear_attention", "full_attention"],
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
    },
  }],
});

export default qwen35Moe;
