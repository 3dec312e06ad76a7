/**
 * What OLMo-core makes of Qwen 3 MoE.
 *
 * From `src/olmo_core/nn/hf/convert.py` at commit fa6c5014c of 2026-06-22, which has the experts in its base tables, and no
 * override for `qwen3_moe`.
 *
 * @module
 */
import {
  flatten,
  fuse,
  type Layout,
  permute,
  rename,
  type Rule,
  stack,
} from "@tensorferry/core/words";
import { experts, hidden, isQwen3 } from "./config.ts";

const hf = "model.layers.{layer}";
const olmo = "blocks.{layer}";

/**
 * The weights of all experts, transposed to [in, out], one below the other. OLMo-core concatenates them as [out, in] along
 * dimension 1 and transposes the whole, which gives the same elements.
 */
function experts2d(layout: string, projection: string): Rule {
  const transposed = permute([1, 0], `${hf}.mlp.experts.{expert}.${projection}.weight`);
  return fuse(
    `${olmo}.feed_forward_moe.experts.mlp.${layout}`,
    flatten(0, [experts, -1], stack("expert", transposed)),
  );
}

/** The tables name weights only. A bias lies in the same module as its weight (`nn/attention`). */
const attention = ["weight", "bias"].flatMap((part): Rule[] => [
  rename(`${olmo}.attention.w_q.${part}`, `${hf}.self_attn.q_proj.${part}`),
  rename(`${olmo}.attention.w_k.${part}`, `${hf}.self_attn.k_proj.${part}`),
  rename(`${olmo}.attention.w_v.${part}`, `${hf}.self_attn.v_proj.${part}`),
  rename(`${olmo}.attention.w_out.${part}`, `${hf}.self_attn.o_proj.${part}`),
]);

export const olmoCore: Layout = {
  description: "OLMo-core, commit fa6c5014c; input_layernorm, which it loses, under its own name",
  when: isQwen3,
  rules: [
    rename("embeddings.weight", "model.embed_tokens.weight"),
    ...attention,
    rename(`${olmo}.attention.q_norm.weight`, `${hf}.self_attn.q_norm.weight`),
    rename(`${olmo}.attention.k_norm.weight`, `${hf}.self_attn.k_norm.weight`),
    rename(`${olmo}.feed_forward.w1.weight`, `${hf}.mlp.gate_proj.weight`),
    rename(`${olmo}.feed_forward.w2.weight`, `${hf}.mlp.down_proj.weight`),
    rename(`${olmo}.feed_forward.w3.weight`, `${hf}.mlp.up_proj.weight`),
    experts2d("w1", "gate_proj"),
    experts2d("w2", "down_proj"),
    experts2d("w3", "up_proj"),
    fuse(
      `${olmo}.feed_forward_moe.router.weight`,
      flatten(0, [experts, hidden], `${hf}.mlp.gate.weight`),
    ),
    // The base table leads both norms of a layer to `attention_norm`, and what comes later overwrites what came first: of
    // the two, OLMo-core keeps this one. The other is written beside it, since nothing may be lost.
    rename(`${olmo}.attention_norm.weight`, `${hf}.post_attention_layernorm.weight`),
    rename(`${hf}.input_layernorm.weight`, `${hf}.input_layernorm.weight`),
    rename("lm_head.norm.weight", "model.norm.weight"),
    rename("lm_head.w_out.weight", "lm_head.weight"),
  ],
  tied: "copied",
};
