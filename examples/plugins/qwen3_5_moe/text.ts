/**
 * The tensors of the text model (`Qwen3_5MoeTextModel` of transformers 5.18.0): some layers have attention, the others a
 * gated delta rule, which is linear in the length of the text.
 *
 * @module
 */
import {
  and,
  at,
  choose,
  config,
  eq,
  mod,
  mul,
  not,
  type Plugin,
  plus,
  type Value,
  variable,
} from "@tensorferry/core/plugin";

function text(key: string, fallback?: Value): Value {
  const at = `text_config.${key}`;
  return fallback === undefined ? config(at) : config(at, { default: fallback });
}

/** How many layers there are. */
export const layers: Value = text("num_hidden_layers");
/** How many experts each layer has. */
export const experts: Value = text("num_experts");

const vocab = text("vocab_size");
const hidden = text("hidden_size");
const inner = text("moe_intermediate_size");
const shared = text("shared_expert_intermediate_size");
const headDim = text("head_dim");
const q = mul(text("num_attention_heads"), headDim);
const kv = mul(text("num_key_value_heads"), headDim);

const keyHeads = text("linear_num_key_heads");
const valueHeads = text("linear_num_value_heads");
const valueDim = text("linear_value_head_dim");
const keys = mul(keyHeads, text("linear_key_head_dim"));
const values = mul(valueHeads, valueDim);
const mixed = plus(keys, keys, values);

/** What a layer is where the config does not list it: by default every fourth has attention. */
const byTurn = choose(
  eq(mod(plus(variable("layer"), 1), text("full_attention_interval", 4)), 0),
  "full_attention",
  "linear_attention",
);
const isFull = eq(at(text("layer_types", []), variable("layer"), byTurn), "full_attention");
const isLinear = not(isFull);
const biased = and(isFull, text("attention_bias", false));

const model = "model.language_model";
const layer = `${model}.layers.{layer}`;
const attention = `${layer}.self_attn`;
const linear = `${layer}.linear_attn`;
const mlp = `${layer}.mlp`;

/** The prefix of what is stacked of all experts. */
export const stacked: string = `${mlp}.experts`;

/** The text model, and the head on it. The query projection makes the gate of the output along with the queries. */
export const textTensors: Plugin["tensors"] = {
  [`${model}.embed_tokens.weight`]: { shape: [vocab, hidden] },
  [`${layer}.input_layernorm.weight`]: { shape: [hidden] },

  [`${attention}.q_proj.weight`]: { shape: [mul(2, q), hidden], when: isFull },
  [`${attention}.q_proj.bias`]: { shape: [mul(2, q)], when: biased },
  [`${attention}.k_proj.weight`]: { shape: [kv, hidden], when: isFull },
  [`${attention}.k_proj.bias`]: { shape: [kv], when: biased },
  [`${attention}.v_proj.weight`]: { shape: [kv, hidden], when: isFull },
  [`${attention}.v_proj.bias`]: { shape: [kv], when: biased },
  [`${attention}.o_proj.weight`]: { shape: [hidden, q], when: isFull },
  [`${attention}.o_proj.bias`]: { shape: [hidden], when: biased },
  [`${attention}.q_norm.weight`]: { shape: [headDim], when: isFull },
  [`${attention}.k_norm.weight`]: { shape: [headDim], when: isFull },

  [`${linear}.in_proj_qkv.weight`]: { shape: [mixed, hidden], when: isLinear },
  [`${linear}.in_proj_z.weight`]: { shape: [values, hidden], when: isLinear },
  [`${linear}.in_proj_a.weight`]: { shape: [valueHeads, hidden], when: isLinear },
  [`${linear}.in_proj_b.weight`]: { shape: [valueHeads, hidden], when: isLinear },
  [`${linear}.conv1d.weight`]: {
    shape: [mixed, 1, text("linear_conv_kernel_dim")],
    when: isLinear,
  },
  [`${linear}.A_log`]: { shape: [valueHeads], when: isLinear },
  [`${linear}.dt_bias`]: { shape: [valueHeads], when: isLinear },
  [`${linear}.norm.weight`]: { shape: [valueDim], when: isLinear },
  [`${linear}.out_proj.weight`]: { shape: [hidden, values], when: isLinear },

  [`${layer}.post_attention_layernorm.weight`]: { shape: [hidden] },
  [`${mlp}.gate.weight`]: { shape: [experts, hidden] },
  [`${stacked}.gate_up_proj`]: { shape: [experts, mul(2, inner), hidden] },
  [`${stacked}.down_proj`]: { shape: [experts, hidden, inner] },
  [`${mlp}.shared_expert.gate_proj.weight`]: { shape: [shared, hidden] },
  [`${mlp}.shared_expert.up_proj.weight`]: { shape: [shared, hidden] },
  [`${mlp}.shared_expert.down_proj.weight`]: { shape: [hidden, shared] },
  [`${mlp}.shared_expert_gate.weight`]: { shape: [1, hidden] },

  [`${model}.norm.weight`]: { shape: [hidden] },
  "lm_head.weight": {
    shape: [vocab, hidden],
    tied: {
      to: `${model}.embed_tokens.weight`,
      when: config("tie_word_embeddings", { default: false }),
    },
  },
};
