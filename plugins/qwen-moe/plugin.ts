/**
 * The plugin of Qwen's mixtures of experts.
 *
 * @module
 */
import type { Plugin } from "@tensorferry/core/words";
import { experts, layers } from "./config.ts";
import { olmoCore } from "./olmo_core.ts";
import { tensors } from "./tensors.ts";
import { torchtitan } from "./torchtitan.ts";
import { transformers } from "./transformers.ts";

/** Qwen 1.5/2 MoE and Qwen 3 MoE. */
const qwenMoe: Plugin = {
  name: "qwen-moe",
  version: "0.1.0",
  serves: { model_type: ["qwen2_moe", "qwen3_moe"] },
  variables: { layer: layers, expert: experts },
  tensors,
  layouts: { transformers, torchtitan, "olmo-core": olmoCore },
};

export default qwenMoe;
