/**
 * What OLMo-core trains, for the text model.
 *
 * From `src/olmo_core/nn/hf/convert.py` at commit fa6c5014c of 2026-06-22; multimodal checkpoints it does not know.
 *
 * @module
 */
import { add, fuse, type Layout, rename, type Rule } from "@tensorferry/core/words";
import { isText } from "./config.ts";

const hf = "model.layers.{layer}";
const olmo = "blocks.{layer}";

/**
 * A norm weight: transformers multiplies by `1 + weight`, OLMo-core by `weight`. `_apply_gemma3_norm_transform` adds in the
 * tensor's own dtype, so in bfloat16 it rounds.
 */
function norm(layout: string, hf: string): Rule {
  return fuse(layout, add(1, hf));
}

/** The tables name weights only. A bias lies in the same module as its weight (`nn/attention`). */
const attention = ["weight", "bias"].flatMap((part): Rule[] => [
  rename(`${olmo}.attention.w_q.${part}`, `${hf}.self_attn.q_proj.${part}`),
  rename(`${olmo}.attention.w_k.${part}`, `${hf}.self_attn.k_proj.${part}`),
  rename(`${olmo}.attention.w_v.${part}`, `${hf}.self_attn.v_proj.${part}`),
  rename(`${olmo}.attention.w_out.${part}`, `${hf}.self_attn.o_proj.${part}`),
]);

export const olmoCore: Layout = {
  description: "OLMo-core, commit fa6c5014c; norms around one",
  when: isText,
  rules: [
    rename("embeddings.weight", "model.embed_tokens.weight"),
    ...attention,
    norm(`${olmo}.attention.q_norm.weight`, `${hf}.self_attn.q_norm.weight`),
    norm(`${olmo}.attention.k_norm.weight`, `${hf}.self_attn.k_norm.weight`),
    rename(`${olmo}.feed_forward.w1.weight`, `${hf}.mlp.gate_proj.weight`),
    rename(`${olmo}.feed_forward.w2.weight`, `${hf}.mlp.down_proj.weight`),
    rename(`${olmo}.feed_forward.w3.weight`, `${hf}.mlp.up_proj.weight`),
    norm(`${olmo}.attention_norm.weight`, `${hf}.input_layernorm.weight`),
    norm(`${olmo}.post_attention_norm.weight`, `${hf}.post_attention_layernorm.weight`),
    norm(`${olmo}.feed_forward_norm.weight`, `${hf}.pre_feedforward_layernorm.weight`),
    norm(`${olmo}.post_feed_forward_norm.weight`, `${hf}.post_feedforward_layernorm.weight`),
    norm("lm_head.norm.weight", "model.norm.weight"),
    rename("lm_head.w_out.weight", "lm_head.weight"),
  ],
  tied: "copied",
};
