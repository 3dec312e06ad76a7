/**
 * The tensors that see images (`Qwen3VLMoeVisionModel` of transformers 5.18.0).
 *
 * @module
 */
import { config, length, mul, type Plugin, type Value } from "@tensorferry/core/plugin";

function vision(key: string): Value {
  return config(`vision_config.${key}`);
}

/** How many blocks there are. */
export const depth: Value = vision("depth");
/** How many layers of the text model see what an inner block saw. */
export const deepstack: Value = length(vision("deepstack_visual_indexes"));

const width = vision("hidden_size");
const inner = vision("intermediate_size");
const patch = vision("patch_size");
const side = vision("spatial_merge_size");
/** Patches that lie side by side are merged into one. */
const merged = mul(width, side, side);

const visual = "model.visual";
const block = `${visual}.blocks.{vision_layer}`;

function withBias(module: string, shape: readonly Value[]): Plugin["tensors"] {
  return { [`${module}.weight`]: { shape }, [`${module}.bias`]: { shape: [shape[0]!] } };
}

function merger(module: string, norm: Value): Plugin["tensors"] {
  return {
    ...withBias(`${module}.norm`, [norm]),
    ...withBias(`${module}.linear_fc1`, [merged, merged]),
    ...withBias(`${module}.linear_fc2`, [vision("out_hidden_size"), merged]),
  };
}

/** The vision model; only what is merged for the inner layers is normalised after it was merged. */
export const visionTensors: Plugin["tensors"] = {
  ...withBias(`${visual}.patch_embed.proj`, [
    width,
    vision("in_channels"),
    vision("temporal_patch_size"),
    patch,
    patch,
  ]),
  [`${visual}.pos_embed.weight`]: { shape: [vision("num_position_embeddings"), width] },
  ...withBias(`${block}.norm1`, [width]),
  ...withBias(`${block}.attn.qkv`, [mul(3, width), width]),
  ...withBias(`${block}.attn.proj`, [width, width]),
  ...withBias(`${block}.norm2`, [width]),
  ...withBias(`${block}.mlp.linear_fc1`, [inner, width]),
  ...withBias(`${block}.mlp.linear_fc2`, [width, inner]),
  ...merger(`${visual}.merger`, width),
  ...merger(`${visual}.deepstack_merger_list.{deepstack}`, merged),
};
