/**
 * What OLMo-core trains, for Llama, OLMo 2 and dense Qwen 3.
 *
 * From `src/olmo_core/nn/hf/convert.py` at commit fa6c5014c of 2026-06-22: the base table and its overrides by
 * `model_type`. It rotates halves, as transformers does, and has no names for biases, so these are carried.
 *
 * @module
 */
import { type Layout, rename, when } from "@tensorferry/core/plugin";
import { isModel } from "./config.ts";

const hf = "model.layers.{layer}";
const olmo = "blocks.{layer}";

/** The norm before a step, where there is one; OLMo 2 has it behind the step, in the same place of the state dict. */
const preNorm = isModel("llama", "qwen3");
const postNorm = isModel("olmo2");

export const olmoCore: Layout = {
  description: "OLMo-core, commit fa6c5014c",
  when: isModel("llama", "olmo2", "qwen3"),
  rules: [
    rename("embeddings.weight", "model.embed_tokens.weight"),
    rename(`${olmo}.attention.w_q.weight`, `${hf}.self_attn.q_proj.weight`),
    rename(`${olmo}.attention.w_k.weight`, `${hf}.self_attn.k_proj.weight`),
    rename(`${olmo}.attention.w_v.weight`, `${hf}.self_attn.v_proj.weight`),
    rename(`${olmo}.attention.w_out.weight`, `${hf}.self_attn.o_proj.weight`),
    rename(`${olmo}.attention.q_norm.weight`, `${hf}.self_attn.q_norm.weight`),
    rename(`${olmo}.attention.k_norm.weight`, `${hf}.self_attn.k_norm.weight`),
    rename(`${olmo}.feed_forward.w1.weight`, `${hf}.mlp.gate_proj.weight`),
    rename(`${olmo}.feed_forward.w2.weight`, `${hf}.mlp.down_proj.weight`),
    rename(`${olmo}.feed_forward.w3.weight`, `${hf}.mlp.up_proj.weight`),
    when(preNorm, rename(`${olmo}.attention_norm.weight`, `${hf}.input_layernorm.weight`)),
    when(
      preNorm,
      rename(`${olmo}.feed_forward_norm.weight`, `${hf}.post_attention_layernorm.weight`),
    ),
    when(
      postNorm,
      rename(`${olmo}.attention_norm.weight`, `${hf}.post_attention_layernorm.weight`),
    ),
    when(
      postNorm,
      rename(`${olmo}.feed_forward_norm.weight`, `${hf}.post_feedforward_layernorm.weight`),
    ),
    rename("lm_head.norm.weight", "model.norm.weight"),
    rename("lm_head.w_out.weight", "lm_head.weight"),
  ],
  tied: "copied",
};
