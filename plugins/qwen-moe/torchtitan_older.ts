/**
 * Names that torchtitan gave before commit b5bcd76, each with the commit that ended it.
 *
 * @module
 */
import {
  concat,
  div,
  flatten,
  fuse,
  plus,
  rename,
  type Rule,
  unflatten,
} from "@tensorferry/core/words";
import { headDim, heads, kvHeads } from "./config.ts";
import { stackedExperts } from "./stacked_experts.ts";

const hf = "model.layers.{layer}.self_attn";
const titan = "layers.{layer}.attention";

const queriesPerKey = div(heads, kvHeads);

/**
 * The rows of `FusedQKVLinear`: for each key-value head its query heads, its key head, its value head, as
 * `_merge_qkv_on_load` of `torchtitan/models/common/attention.py` puts them together.
 */
const fused = ["weight", "bias"].map((part): Rule => {
  const byKeyValueHead = concat(1, [
    unflatten(0, [kvHeads, queriesPerKey, headDim], `${hf}.q_proj.${part}`),
    unflatten(0, [kvHeads, 1, headDim], `${hf}.k_proj.${part}`),
    unflatten(0, [kvHeads, 1, headDim], `${hf}.v_proj.${part}`),
  ], [queriesPerKey, 1, 1]);
  return fuse(
    `${titan}.qkv_linear.wqkv.${part}`,
    flatten(0, [kvHeads, plus(queriesPerKey, 2), headDim], byKeyValueHead),
  );
});

export const olderNames: readonly Rule[] = [
  // Up to v0.2.2; ad7a865 of 2026-04-16 (#2878) moved them under `qkv_linear`.
  rename(`${titan}.wq.weight`, `${hf}.q_proj.weight`),
  rename(`${titan}.wk.weight`, `${hf}.k_proj.weight`),
  rename(`${titan}.wv.weight`, `${hf}.v_proj.weight`),
  // Where a model was configured to fuse them, from ad7a865 until 70dd945 of 2026-06-19 (#3656) saved them apart.
  ...fused,
  // Until 786e26f of 2026-04-27 (#2937).
  rename("output.weight", "lm_head.weight"),
  // Until 200100e of 2026-05-27 (#3425).
  ...stackedExperts("layers.{layer}.moe.experts", ["w1", "w2", "w3"]),
  // Until 3101b42 of 2026-07-16 (#3859).
  ...stackedExperts("layers.{layer}.moe.experts", ["w1_EFD", "w2_EDF", "w3_EFD"]),
];
