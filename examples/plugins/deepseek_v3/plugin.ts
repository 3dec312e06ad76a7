/**
 * A plugin for DeepSeek V3 and R1, in bfloat16 and in the FP8 of the Hub.
 *
 * From `models/deepseek_v3/modeling_deepseek_v3.py` and `conversion_mapping.py` of transformers 5.18.0. The layer of
 * multi-token prediction, which follows the last one, is beyond what `num_hidden_layers` counts and is carried as it is.
 *
 * @module
 */
import {
  and,
  concat,
  config,
  definePlugin,
  eq,
  fuse,
  mod,
  not,
  type Plugin,
  type Rule,
  stack,
} from "@tensorferry/core/plugin";
import { blockRows, expert, fused, inner, isFp8, tensors } from "./tensors.ts";

/** The experts fused, for their weights and for the scales of these. */
function fusedExperts(ending: string, scale: string): Rule[] {
  const parts = ["gate_proj", "up_proj"].map((part) => `${expert}.${part}.weight${ending}`);
  return [
    fuse(`${fused}.gate_up_proj${scale}`, stack("expert", concat(0, parts))),
    fuse(`${fused}.down_proj${scale}`, stack("expert", `${expert}.down_proj.weight${ending}`)),
  ];
}

const example = {
  model_type: "deepseek_v3",
  vocab_size: 80,
  hidden_size: 64,
  intermediate_size: 96,
  moe_intermediate_size: 32,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  n_routed_experts: 12,
  n_shared_experts: 1,
  first_k_dense_replace: 1,
  q_lora_rank: 24,
  kv_lora_rank: 16,
  qk_nope_head_dim: 8,
  qk_rope_head_dim: 4,
  v_head_dim: 12,
  attention_bias: false,
  tie_word_embeddings: false,
};

/** DeepSeek V3, V3.1 and R1. */
const deepseekV3: Plugin = definePlugin({
  name: "deepseek-v3",
  version: "1.0.0",
  serves: { model_type: ["deepseek_v3"] },
  variables: { layer: config("num_hidden_layers"), expert: config("n_routed_experts") },
  tensors,
  layouts: {
    transformers: {
      description: "transformers 5 at run time: experts fused",
      rules: [...fusedExperts("", ""), ...fusedExperts("_scale_inv", "_scale_inv")],
      rest: "same",
    },
  },
  refuses: [{
    when: and(isFp8, not(eq(mod(inner, blockRows), 0))),
    why:
      "moe_intermediate_size is no multiple of the rows that share one FP8 scale, so the scales " +
      "of gate and up cannot be fused. Convert it to bfloat16 first",
  }],
  examples: [
    example,
    { ...example, q_lora_rank: null, attention_bias: true },
    {
      ...example,
      hidden_size: 264,
      moe_intermediate_size: 128,
      num_hidden_layers: 2,
      n_routed_experts: 3,
      q_lora_rank: null,
      quantization_config: { quant_method: "fp8", weight_block_size: [128, 128] },
    },
  ],
});

export default deepseekV3;
