/**
 * Qwen 3 MoE with every expert on its side.
 *
 * transformers holds the experts of Qwen3-VL-MoE as those of Qwen 3 MoE, and the Hub has each of them transposed:
 * [E, H, 2I] and [E, I, H] (`Transpose(1, 2)` of `qwen3_vl_moe` in `conversion_mapping.py` of transformers 5.18.0). No
 * conversion moves more elements. This plugin has the two for the tensors of Qwen 3 MoE, of which the harness makes any size.
 *
 * @module
 */
import { config, definePlugin, fuse, mul, permute, type Plugin } from "@tensorferry/core/plugin";
import qwenMoe from "@tensorferry/qwen-moe";

const experts = "model.layers.{layer}.mlp.experts";
const [count, hidden, inner] = [
  config("num_experts"),
  config("hidden_size"),
  config("moe_intermediate_size"),
];

const stacked: Plugin["tensors"] = {
  [`${experts}.gate_up_proj`]: { shape: [count, mul(2, inner), hidden] },
  [`${experts}.down_proj`]: { shape: [count, hidden, inner] },
};
const others = Object.entries(qwenMoe.tensors).filter(([name]) => !name.includes("{expert}"));

const plugin: Plugin = definePlugin({
  name: "transposed-experts",
  version: "0.1.0",
  serves: { model_type: ["qwen3_moe"] },
  variables: { layer: config("num_hidden_layers") },
  tensors: { ...Object.fromEntries(others), ...stacked },
  layouts: {
    transposed: {
      description: "every expert transposed, as the Hub has those of Qwen3-VL-MoE",
      rules: Object.keys(stacked).map((name) => fuse(name, permute([0, 2, 1], name))),
      rest: "same",
    },
  },
});

export default plugin;
