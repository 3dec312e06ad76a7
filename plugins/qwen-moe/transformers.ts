/**
 * What transformers holds at run time.
 *
 * @module
 */
import { concat, fuse, type Layout, stack } from "@tensorferry/core/words";

const experts = "model.layers.{layer}.mlp.experts";

/**
 * The two converters of `qwen2_moe` in transformers 5.18.0 (`conversion_mapping.py`), which qwen3_moe shares:
 * `MergeModulelist(0)` and `Concatenate(1)` of gate and up, `MergeModulelist(0)` of down.
 *
 * Stacking what is concatenated gives the same elements as concatenating what is stacked, and says what lies in the file:
 * gate and up of expert 0, gate and up of expert 1, …
 */
export const transformers: Layout = {
  description: "transformers 5 at run time: experts fused",
  rules: [
    fuse(
      `${experts}.gate_up_proj`,
      stack(
        "expert",
        concat(0, [`${experts}.{expert}.gate_proj.weight`, `${experts}.{expert}.up_proj.weight`]),
      ),
    ),
    fuse(`${experts}.down_proj`, stack("expert", `${experts}.{expert}.down_proj.weight`)),
  ],
  rest: "same",
};
