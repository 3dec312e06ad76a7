/**
 * What torchtitan trains, for Qwen 3 MoE.
 *
 * From `torchtitan/models/qwen3/state_dict_adapter.py` at commit b5bcd76 of 2026-08-21. Its rotary embeddings rotate halves
 * (`CosSinRoPE`), as those of transformers do, so no rows move.
 *
 * @module
 */
import { type Layout, rename, type Rule } from "@tensorferry/core/words";
import { isQwen3 } from "./config.ts";
import { stackedExperts } from "./stacked_experts.ts";
import { olderNames } from "./torchtitan_older.ts";

const hf = "model.layers.{layer}";
const titan = "layers.{layer}";

const attention = ["weight", "bias"].flatMap((part): Rule[] => [
  rename(`${titan}.attention.qkv_linear.wq.${part}`, `${hf}.self_attn.q_proj.${part}`),
  rename(`${titan}.attention.qkv_linear.wk.${part}`, `${hf}.self_attn.k_proj.${part}`),
  rename(`${titan}.attention.qkv_linear.wv.${part}`, `${hf}.self_attn.v_proj.${part}`),
  rename(`${titan}.attention.wo.${part}`, `${hf}.self_attn.o_proj.${part}`),
]);

export const torchtitan: Layout = {
  description: "torchtitan, commit b5bcd76; names since v0.2.0 are read",
  when: isQwen3,
  rules: [
    rename("tok_embeddings.weight", "model.embed_tokens.weight"),
    ...attention,
    rename(`${titan}.attention.q_norm.weight`, `${hf}.self_attn.q_norm.weight`),
    rename(`${titan}.attention.k_norm.weight`, `${hf}.self_attn.k_norm.weight`),
    rename(`${titan}.attention_norm.weight`, `${hf}.input_layernorm.weight`),
    rename(`${titan}.ffn_norm.weight`, `${hf}.post_attention_layernorm.weight`),
    rename(`${titan}.feed_forward.w1.weight`, `${hf}.mlp.gate_proj.weight`),
    rename(`${titan}.feed_forward.w2.weight`, `${hf}.mlp.down_proj.weight`),
    rename(`${titan}.feed_forward.w3.weight`, `${hf}.mlp.up_proj.weight`),
    rename(`${titan}.moe.router.gate.weight`, `${hf}.mlp.gate.weight`),
    ...stackedExperts(`${titan}.moe.routed_experts.inner_experts`, ["w1_EFD", "w2_EDF", "w3_EFD"]),
    rename("norm.weight", "model.norm.weight"),
    rename("lm_head.weight", "lm_head.weight"),
  ],
  older: olderNames,
  tied: "copied",
};
