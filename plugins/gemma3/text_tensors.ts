/**
 * The tensors of the text model.
 *
 * From `models/gemma3/modeling_gemma3.py` of transformers 5.18.0: `Gemma3TextModel` and the head on it.
 *
 * @module
 */
import { and, mul, type Plugin, type Value } from "@tensorferry/core/words";
import {
  attentionBias,
  headDim,
  heads,
  hidden,
  intermediate,
  kvHeads,
  tied,
  vocab,
} from "./config.ts";

const q = mul(heads, headDim);
const kv = mul(kvHeads, headDim);

/** The text model at `model`, its head at `lmHead`, in those checkpoints where `when` holds. */
export function textTensors(model: string, lmHead: string, when: Value): Plugin["tensors"] {
  const layer = `${model}.layers.{layer}`;
  const biased = and(when, attentionBias);
  return {
    [`${model}.embed_tokens.weight`]: { shape: [vocab, hidden], when },

    [`${layer}.input_layernorm.weight`]: { shape: [hidden], when },
    [`${layer}.self_attn.q_proj.weight`]: { shape: [q, hidden], when },
    [`${layer}.self_attn.q_proj.bias`]: { shape: [q], when: biased },
    [`${layer}.self_attn.k_proj.weight`]: { shape: [kv, hidden], when },
    [`${layer}.self_attn.k_proj.bias`]: { shape: [kv], when: biased },
    [`${layer}.self_attn.v_proj.weight`]: { shape: [kv, hidden], when },
    [`${layer}.self_attn.v_proj.bias`]: { shape: [kv], when: biased },
    [`${layer}.self_attn.o_proj.weight`]: { shape: [hidden, q], when },
    [`${layer}.self_attn.o_proj.bias`]: { shape: [hidden], when: biased },
    [`${layer}.self_attn.q_norm.weight`]: { shape: [headDim], when },
    [`${layer}.self_attn.k_norm.weight`]: { shape: [headDim], when },
    [`${layer}.post_attention_layernorm.weight`]: { shape: [hidden], when },

    [`${layer}.pre_feedforward_layernorm.weight`]: { shape: [hidden], when },
    [`${layer}.mlp.gate_proj.weight`]: { shape: [intermediate, hidden], when },
    [`${layer}.mlp.up_proj.weight`]: { shape: [intermediate, hidden], when },
    [`${layer}.mlp.down_proj.weight`]: { shape: [hidden, intermediate], when },
    [`${layer}.post_feedforward_layernorm.weight`]: { shape: [hidden], when },

    [`${model}.norm.weight`]: { shape: [hidden], when },
    [`${lmHead}.weight`]: {
      shape: [vocab, hidden],
      when,
      tied: { to: `${model}.embed_tokens.weight`, when: tied },
    },
  };
}
