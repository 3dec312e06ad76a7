/**
 * A plugin for gpt-oss in bfloat16, as transformers writes it once MXFP4 is unpacked.
 *
 * From `models/gpt_oss/modeling_gpt_oss.py` of transformers 5.18.0, which holds the tensors at run time as it writes them. The
 * matrices of an expert lie transposed, [in, out], and the columns of gate and up take turns: gate, up, gate, up, …
 *
 * @module
 */
import {
  concat,
  config,
  definePlugin,
  div,
  eq,
  mul,
  permute,
  type Plugin,
  rearrange,
  split,
  stack,
  type Term,
} from "@tensorferry/core/plugin";

const hidden = config("hidden_size");
const inner = config("intermediate_size");
const vocab = config("vocab_size");
const heads = config("num_attention_heads");
const kvHeads = config("num_key_value_heads");
const headDim = config("head_dim", { default: div(hidden, heads) });
const experts = config(["num_local_experts", "num_experts"]);
const biased = config("attention_bias", { default: true });

const q = mul(heads, headDim);
const kv = mul(kvHeads, headDim);

const layer = "model.layers.{layer}";
const attention = `${layer}.self_attn`;
const stacked = `${layer}.mlp.experts`;
const expert = `${stacked}.{expert}`;

/** The rows of gate and those of up, one of each in turn. */
function inTurn(gate: string, up: string): Term {
  return rearrange(0, [2, -1], [1, 0], concat(0, [gate, up]));
}

/** gpt-oss 20b and 120b. */
const gptOss: Plugin = definePlugin({
  name: "gpt-oss",
  version: "1.0.0",
  serves: { model_type: ["gpt_oss"] },
  variables: { layer: config("num_hidden_layers"), expert: experts },
  refuses: [{
    when: eq(config("quantization_config.quant_method", { default: "none" }), "mxfp4"),
    why: "its experts are quantised as MXFP4, two values in a byte with scales apart, which no " +
      "rule takes apart. Load it in transformers with Mxfp4Config(dequantize=True), and save it in bfloat16",
  }],
  tensors: {
    "model.embed_tokens.weight": { shape: [vocab, hidden] },
    [`${layer}.input_layernorm.weight`]: { shape: [hidden] },
    [`${attention}.q_proj.weight`]: { shape: [q, hidden] },
    [`${attention}.q_proj.bias`]: { shape: [q], when: biased },
    [`${attention}.k_proj.weight`]: { shape: [kv, hidden] },
    [`${attention}.k_proj.bias`]: { shape: [kv], when: biased },
    [`${attention}.v_proj.weight`]: { shape: [kv, hidden] },
    [`${attention}.v_proj.bias`]: { shape: [kv], when: biased },
    [`${attention}.o_proj.weight`]: { shape: [hidden, q] },
    [`${attention}.o_proj.bias`]: { shape: [hidden], when: biased },
    [`${attention}.sinks`]: { shape: [heads] },
    [`${layer}.post_attention_layernorm.weight`]: { shape: [hidden] },
    [`${layer}.mlp.router.weight`]: { shape: [experts, hidden] },
    [`${layer}.mlp.router.bias`]: { shape: [experts] },
    [`${stacked}.gate_up_proj`]: { shape: [experts, hidden, mul(2, inner)] },
    [`${stacked}.gate_up_proj_bias`]: { shape: [experts, mul(2, inner)] },
    [`${stacked}.down_proj`]: { shape: [experts, inner, hidden] },
    [`${stacked}.down_proj_bias`]: { shape: [experts, hidden] },
    "model.norm.weight": { shape: [hidden] },
    "lm_head.weight": {
      shape: [vocab, hidden],
      tied: {
        to: "model.embed_tokens.weight",
        when: config("tie_word_embeddings", { default: false }),
      },
    },
  },
  layouts: {
    transformers: { description: "transformers 5 at run time", rules: [], rest: "same" },
    "per-expert": {
      description: "each expert's gate, up and down apart and as [out, in], as in other mixtures",
      rules: [
        split(
          stack(
            "expert",
            permute([1, 0], inTurn(`${expert}.gate_proj.weight`, `${expert}.up_proj.weight`)),
          ),
          `${stacked}.gate_up_proj`,
        ),
        split(
          stack("expert", inTurn(`${expert}.gate_proj.bias`, `${expert}.up_proj.bias`)),
          `${stacked}.gate_up_proj_bias`,
        ),
        split(
          stack("expert", permute([1, 0], `${expert}.down_proj.weight`)),
          `${stacked}.down_proj`,
        ),
        split(stack("expert", `${expert}.down_proj.bias`), `${stacked}.down_proj_bias`),
      ],
      rest: "same",
    },
  },
  examples: [{
    model_type: "gpt_oss",
    vocab_size: 80,
    hidden_size: 48,
    intermediate_size: 40,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    head_dim: 16,
    num_local_experts: 12,
    attention_bias: true,
    tie_word_embeddings: false,
  }],
});

export default gptOss;
