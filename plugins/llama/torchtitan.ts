/**
 * What torchtitan trains, for Llama 3 and dense Qwen 3.
 *
 * From `torchtitan/models/{llama3,qwen3}/state_dict_adapter.py` at commit b5bcd76 of 2026-08-21.
 *
 * @module
 */
import { fuse, type Layout, rename, type Rule, when } from "@tensorferry/core/words";
import { heads, isModel, kvHeads } from "./config.ts";
import { adjacentPairs, rotatesHalves, rotatesPairs } from "./rotary.ts";
import { olderNames } from "./torchtitan_older.ts";

const hf = "model.layers.{layer}";
const titan = "layers.{layer}";

/** The adapters map weights only. A bias lies in the same module as its weight, and its elements are the weight's rows. */
const linears = ["weight", "bias"].flatMap((part): Rule[] => {
  const [q, k] = [`${hf}.self_attn.q_proj.${part}`, `${hf}.self_attn.k_proj.${part}`];
  const [wq, wk] = [
    `${titan}.attention.qkv_linear.wq.${part}`,
    `${titan}.attention.qkv_linear.wk.${part}`,
  ];
  return [
    when(rotatesPairs, fuse(wq, adjacentPairs(heads, q))),
    when(rotatesPairs, fuse(wk, adjacentPairs(kvHeads, k))),
    when(rotatesHalves, rename(wq, q)),
    when(rotatesHalves, rename(wk, k)),
    rename(`${titan}.attention.qkv_linear.wv.${part}`, `${hf}.self_attn.v_proj.${part}`),
    rename(`${titan}.attention.wo.${part}`, `${hf}.self_attn.o_proj.${part}`),
    rename(`${titan}.feed_forward.w1.${part}`, `${hf}.mlp.gate_proj.${part}`),
    rename(`${titan}.feed_forward.w2.${part}`, `${hf}.mlp.down_proj.${part}`),
    rename(`${titan}.feed_forward.w3.${part}`, `${hf}.mlp.up_proj.${part}`),
  ];
});

export const torchtitan: Layout = {
  description: "torchtitan, commit b5bcd76; names since v0.1.0 are read",
  when: isModel("llama", "qwen3"),
  rules: [
    rename("tok_embeddings.weight", "model.embed_tokens.weight"),
    ...linears,
    rename(`${titan}.attention.q_norm.weight`, `${hf}.self_attn.q_norm.weight`),
    rename(`${titan}.attention.k_norm.weight`, `${hf}.self_attn.k_norm.weight`),
    rename(`${titan}.attention_norm.weight`, `${hf}.input_layernorm.weight`),
    rename(`${titan}.ffn_norm.weight`, `${hf}.post_attention_layernorm.weight`),
    rename("norm.weight", "model.norm.weight"),
    rename("lm_head.weight", "lm_head.weight"),
  ],
  older: olderNames,
  tied: "copied",
};
