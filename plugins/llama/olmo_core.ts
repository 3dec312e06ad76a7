/**
 * What OLMo-core trains, for Llama, OLMo 2 and dense Qwen 3.
 *
 * From `src/olmo_core/nn/hf/convert.py` at commit fa6c5014c of 2026-06-22: the base table and its overrides by
 * `model_type`. It rotates halves, as transformers does, so no rows move.
 *
 * @module
 */
import { type Layout, rename, type Rule, when } from "@tensorferry/core/words";
import { isModel } from "./config.ts";

const hf = "model.layers.{layer}";
const olmo = "blocks.{layer}";

/** The norm before a step, where there is one; OLMo 2 has it behind the step, in the same place of the state dict. */
const preNorm = isModel("llama", "qwen3");
const postNorm = isModel("olmo2");

/** The tables name weights only. A bias lies in the same module as its weight (`nn/attention`, `nn/feed_forward.py`). */
const linears = ["weight", "bias"].flatMap((part): Rule[] => [
  rename(`${olmo}.attention.w_q.${part}`, `${hf}.self_attn.q_proj.${part}`),
  rename(`${olmo}.attention.w_k.${part}`, `${hf}.self_attn.k_proj.${part}`),
  rename(`${olmo}.attention.w_v.${part}`, `${hf}.self_attn.v_proj.${part}`),
  rename(`${olmo}.attention.w_out.${part}`, `${hf}.self_attn.o_proj.${part}`),
  rename(`${olmo}.feed_forward.w1.${part}`, `${hf}.mlp.gate_proj.${part}`),
  rename(`${olmo}.feed_forward.w2.${part}`, `${hf}.mlp.down_proj.${part}`),
  rename(`${olmo}.feed_forward.w3.${part}`, `${hf}.mlp.up_proj.${part}`),
]);

export const olmoCore: Layout = {
  description: "OLMo-core, commit fa6c5014c",
  when: isModel("llama", "olmo2", "qwen3"),
  rules: [
    rename("embeddings.weight", "model.embed_tokens.weight"),
    ...linears,
    rename(`${olmo}.attention.q_norm.weight`, `${hf}.self_attn.q_norm.weight`),
    rename(`${olmo}.attention.k_norm.weight`, `${hf}.self_attn.k_norm.weight`),
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
