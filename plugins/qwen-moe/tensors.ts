/**
 * Every tensor of the `hf` layout.
 *
 * From what `save_pretrained` of transformers 5.18.0 writes for `models/{qwen2_moe,qwen3_moe}/modeling_*.py`: the run-time
 * modules with the experts apart again (`conversion_mapping.py`), which is how the Hub has them.
 *
 * @module
 */
import { and, mul, or, type Plugin } from "@tensorferry/core/words";
import {
  attentionBias,
  expertIntermediate,
  experts,
  headDim,
  heads,
  hidden,
  intermediate,
  isDense,
  isQwen2,
  isQwen3,
  isSparse,
  kvHeads,
  qkvBias,
  sharedIntermediate,
  tied,
  vocab,
} from "./config.ts";

const layer = "model.layers.{layer}";
const expert = `${layer}.mlp.experts.{expert}`;
const shared = `${layer}.mlp.shared_expert`;

const q = mul(heads, headDim);
const kv = mul(kvHeads, headDim);

const oBiased = and(isQwen3, attentionBias);
const qkvBiased = or(and(isQwen2, qkvBias), oBiased);
const isShared = and(isQwen2, isSparse);

export const tensors: Plugin["tensors"] = {
  "model.embed_tokens.weight": { shape: [vocab, hidden] },

  [`${layer}.input_layernorm.weight`]: { shape: [hidden] },
  [`${layer}.self_attn.q_proj.weight`]: { shape: [q, hidden] },
  [`${layer}.self_attn.q_proj.bias`]: { shape: [q], when: qkvBiased },
  [`${layer}.self_attn.k_proj.weight`]: { shape: [kv, hidden] },
  [`${layer}.self_attn.k_proj.bias`]: { shape: [kv], when: qkvBiased },
  [`${layer}.self_attn.v_proj.weight`]: { shape: [kv, hidden] },
  [`${layer}.self_attn.v_proj.bias`]: { shape: [kv], when: qkvBiased },
  [`${layer}.self_attn.o_proj.weight`]: { shape: [hidden, q] },
  [`${layer}.self_attn.o_proj.bias`]: { shape: [hidden], when: oBiased },
  [`${layer}.self_attn.q_norm.weight`]: { shape: [headDim], when: isQwen3 },
  [`${layer}.self_attn.k_norm.weight`]: { shape: [headDim], when: isQwen3 },
  [`${layer}.post_attention_layernorm.weight`]: { shape: [hidden] },

  [`${layer}.mlp.gate_proj.weight`]: { shape: [intermediate, hidden], when: isDense },
  [`${layer}.mlp.up_proj.weight`]: { shape: [intermediate, hidden], when: isDense },
  [`${layer}.mlp.down_proj.weight`]: { shape: [hidden, intermediate], when: isDense },

  [`${layer}.mlp.gate.weight`]: { shape: [experts, hidden], when: isSparse },
  [`${expert}.gate_proj.weight`]: { shape: [expertIntermediate, hidden], when: isSparse },
  [`${expert}.up_proj.weight`]: { shape: [expertIntermediate, hidden], when: isSparse },
  [`${expert}.down_proj.weight`]: { shape: [hidden, expertIntermediate], when: isSparse },

  [`${shared}.gate_proj.weight`]: { shape: [sharedIntermediate, hidden], when: isShared },
  [`${shared}.up_proj.weight`]: { shape: [sharedIntermediate, hidden], when: isShared },
  [`${shared}.down_proj.weight`]: { shape: [hidden, sharedIntermediate], when: isShared },
  [`${layer}.mlp.shared_expert_gate.weight`]: { shape: [1, hidden], when: isShared },

  "model.norm.weight": { shape: [hidden] },
  "lm_head.weight": {
    shape: [vocab, hidden],
    tied: { to: "model.embed_tokens.weight", when: tied },
  },
};
