/**
 * Every tensor of the `hf` layout.
 *
 * From the modules of transformers 5.18.0 (`models/{llama,mistral,qwen2,qwen3,olmo2}/modeling_*.py`); all are
 * `torch.nn.Linear`, whose weight is [out, in], embeddings and RMS norms.
 *
 * @module
 */
import { and, choose, mul, not, or, type Plugin } from "@tensorferry/core/words";
import {
  attentionBias,
  headDim,
  heads,
  hidden,
  intermediate,
  isModel,
  kvHeads,
  mlpBias,
  tied,
  vocab,
} from "./config.ts";

const layer = "model.layers.{layer}";
const q = mul(heads, headDim);
const kv = mul(kvHeads, headDim);

const oBiased = and(isModel("llama", "qwen3", "olmo2"), attentionBias);
const qkvBiased = or(isModel("qwen2"), oBiased);
const mlpBiased = and(isModel("llama"), mlpBias);

/** OLMo 2 norms all heads at once; Qwen 3 norms each head, all with one weight. */
const qNorm = choose(isModel("olmo2"), q, headDim);
const kNorm = choose(isModel("olmo2"), kv, headDim);

const preNorm = not(isModel("olmo2"));
const postNorm = isModel("olmo2");
const headNorms = isModel("qwen3", "olmo2");

export const tensors: Plugin["tensors"] = {
  "model.embed_tokens.weight": { shape: [vocab, hidden] },

  [`${layer}.input_layernorm.weight`]: { shape: [hidden], when: preNorm },
  [`${layer}.self_attn.q_proj.weight`]: { shape: [q, hidden] },
  [`${layer}.self_attn.q_proj.bias`]: { shape: [q], when: qkvBiased },
  [`${layer}.self_attn.k_proj.weight`]: { shape: [kv, hidden] },
  [`${layer}.self_attn.k_proj.bias`]: { shape: [kv], when: qkvBiased },
  [`${layer}.self_attn.v_proj.weight`]: { shape: [kv, hidden] },
  [`${layer}.self_attn.v_proj.bias`]: { shape: [kv], when: qkvBiased },
  [`${layer}.self_attn.o_proj.weight`]: { shape: [hidden, q] },
  [`${layer}.self_attn.o_proj.bias`]: { shape: [hidden], when: oBiased },
  [`${layer}.self_attn.q_norm.weight`]: { shape: [qNorm], when: headNorms },
  [`${layer}.self_attn.k_norm.weight`]: { shape: [kNorm], when: headNorms },
  [`${layer}.post_attention_layernorm.weight`]: { shape: [hidden] },

  [`${layer}.mlp.gate_proj.weight`]: { shape: [intermediate, hidden] },
  [`${layer}.mlp.gate_proj.bias`]: { shape: [intermediate], when: mlpBiased },
  [`${layer}.mlp.up_proj.weight`]: { shape: [intermediate, hidden] },
  [`${layer}.mlp.up_proj.bias`]: { shape: [intermediate], when: mlpBiased },
  [`${layer}.mlp.down_proj.weight`]: { shape: [hidden, intermediate] },
  [`${layer}.mlp.down_proj.bias`]: { shape: [hidden], when: mlpBiased },
  [`${layer}.post_feedforward_layernorm.weight`]: { shape: [hidden], when: postNorm },

  "model.norm.weight": { shape: [hidden] },
  "lm_head.weight": {
    shape: [vocab, hidden],
    tied: { to: "model.embed_tokens.weight", when: tied },
  },
};
