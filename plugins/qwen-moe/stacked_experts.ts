/**
 * Experts as torchtitan's `GroupedExperts` holds them.
 *
 * @module
 */
import { fuse, type Rule, stack } from "@tensorferry/core/words";

const expert = "model.layers.{layer}.mlp.experts.{expert}";

/** One tensor each for all gate, down and up projections of a layer, under the names that they have within `module`. */
export function stackedExperts(
  module: string,
  [w1, w2, w3]: readonly [gate: string, down: string, up: string],
): Rule[] {
  return [
    fuse(`${module}.${w1}`, stack("expert", `${expert}.gate_proj.weight`)),
    fuse(`${module}.${w2}`, stack("expert", `${expert}.down_proj.weight`)),
    fuse(`${module}.${w3}`, stack("expert", `${expert}.up_proj.weight`)),
  ];
}
