/**
 * The plugin of the Llama family.
 *
 * @module
 */
import type { Plugin } from "@tensorferry/core/words";
import { layers } from "./config.ts";
import { olmoCore } from "./olmo_core.ts";
import { tensors } from "./tensors.ts";
import { torchtitan } from "./torchtitan.ts";
import { transformers } from "./transformers.ts";

/** Llama and the dense architectures built like it: Mistral, Qwen 2, Qwen 3, OLMo 2. */
const llama: Plugin = {
  name: "llama",
  version: "0.1.0",
  serves: { model_type: ["llama", "mistral", "qwen2", "qwen3", "olmo2"] },
  variables: { layer: layers },
  tensors,
  layouts: { transformers, torchtitan, "olmo-core": olmoCore },
};

export default llama;
