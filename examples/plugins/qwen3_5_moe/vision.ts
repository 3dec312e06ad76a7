/**
 * The tensors that see images (`Qwen3_5MoeVisionModel` of transformers 5.18.0).
 *
 * @module
 */
import { config, mul, type Plugin, type Value } from "@tensorferry/core/plugin";

function vision(key: string): Value {
  return config(`vision_config.${key}`);
}

/** How many blocks there are. */
export const depth: Value = vision("depth");

const width = vision("hidden_size");
const inner = vision("intermediate_size");
const patch = vision("patch_size");
const side = vision("spatial_merge_size");
const merged = mul(width, side, side);

const visual = "model.visual";
const block = `${visual}.blocks.{vision_layer}`;

/** The weights' shapes; each has a bias as long as its first dimension. */
const weights: Readonly<Record<string, readonly Value[]>> = {
  [`${visual}.patch_embed.proj`]: [
    width,
    vision("in_channels"),
    vision("temporal_patch_size"),
    patch,
    patch,
  ],
  [`${block}.norm1`]: [width],
  [`${block}.attn.qkv`]: [mul(3, width), width],
  [`${block}.attn.proj`]: [width, width],
  [`${block}.norm2`]: [width],
  [`${block}.mlp.linear_fc1`]: [inner, width],
  [`${block}.mlp.linear_fc2`]: [width, inner],
  [`${visual}.merger.norm`]: [width],
  [`${visual}.merger.linear_fc1`]: [merged, merged],
  [`${visual}.merger.linear_fc2`]: [vision("out_hidden_size"), merged],
};

/** The vision model. */
export const visionTensors: Plugin["tensors"] = {
  [`${visual}.pos_embed.weight`]: { shape: [vision("num_position_embeddings"), width] },
  ...Object.fromEntries(
    Object.entries(weights).flatMap(([module, shape]) => [
      [`${module}.weight`, { shape }],
      [`${module}.bias`, { shape: shape.slice(0, 1) }],
    ]),
  ),
};
