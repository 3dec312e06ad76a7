/**
 * A small architecture with one of each thing that architectures have: fusion, transposes, ties, older names, arithmetic.
 *
 * @module
 */
import {
  add,
  concat,
  config,
  definePlugin,
  fuse,
  type ModelConfig,
  permute,
  type Plugin,
  rename,
  split,
  stack,
} from "../plugin/mod.ts";

const hidden = config("hidden");
const inner = config("inner");

/** The toy's plugin. */
export const toy: Plugin = definePlugin({
  name: "toy",
  version: "1.0.0",
  serves: { model_type: ["toy"] },
  variables: { layer: config("layers"), expert: config("experts") },
  tensors: {
    "embed.weight": { shape: [config("vocab"), hidden] },
    "layers.{layer}.norm.weight": { shape: [hidden] },
    "layers.{layer}.norm.bias": { shape: [hidden], optional: true },
    "layers.{layer}.qkv.weight": { shape: [config("qkv"), hidden] },
    "layers.{layer}.experts.{expert}.gate.weight": { shape: [inner, hidden] },
    "layers.{layer}.experts.{expert}.up.weight": { shape: [inner, hidden] },
    "layers.{layer}.experts.{expert}.down.weight": { shape: [hidden, inner] },
    "head.weight": {
      shape: [config("vocab"), hidden],
      tied: { to: "embed.weight", when: config("tied", { default: false }) },
    },
  },
  layouts: {
    fused: {
      description: "experts stacked, as at run time",
      rest: "same",
      rules: [
        fuse(
          "layers.{layer}.experts.gate_up",
          stack(
            "expert",
            concat(0, [
              "layers.{layer}.experts.{expert}.gate.weight",
              "layers.{layer}.experts.{expert}.up.weight",
            ]),
          ),
        ),
        fuse(
          "layers.{layer}.experts.down",
          stack("expert", "layers.{layer}.experts.{expert}.down.weight"),
        ),
      ],
    },
    trainer: {
      description: "other names, q, k and v apart, the head written out",
      tied: "copied",
      rules: [
        rename("emb", "embed.weight"),
        rename("out", "head.weight"),
        fuse("blocks.{layer}.norm", add(1, "layers.{layer}.norm.weight")),
        split(
          concat(0, ["blocks.{layer}.q", "blocks.{layer}.k", "blocks.{layer}.v"], [
            config("q"),
            config("kv"),
            config("kv"),
          ]),
          "layers.{layer}.qkv.weight",
        ),
        fuse(
          "blocks.{layer}.w1",
          stack("expert", permute([1, 0], "layers.{layer}.experts.{expert}.gate.weight")),
        ),
        fuse(
          "blocks.{layer}.w3",
          stack("expert", permute([1, 0], "layers.{layer}.experts.{expert}.up.weight")),
        ),
        fuse(
          "blocks.{layer}.w2",
          stack("expert", permute([1, 0], "layers.{layer}.experts.{expert}.down.weight")),
        ),
      ],
      older: [rename("tok_emb", "embed.weight")],
    },
    turned: {
      description: "the names of hf, the down projections transposed",
      rest: "same",
      rules: [fuse(
        "layers.{layer}.experts.{expert}.down.weight",
        permute([1, 0], "layers.{layer}.experts.{expert}.down.weight"),
      )],
    },
  },
});

/** A model of it: 2 layers, 11 experts, q of 4 rows and k and v of 2. */
export const toyConfig: ModelConfig = {
  model_type: "toy",
  dtype: "bfloat16",
  layers: 2,
  experts: 11,
  hidden: 4,
  inner: 3,
  vocab: 5,
  qkv: 8,
  q: 4,
  kv: 2,
};
