/**
 * The plugin of Gemma 3.
 *
 * @module
 */
import type { Plugin } from "@tensorferry/core/words";
import { isMultimodal, isText, layers, visionLayers } from "./config.ts";
import { olmoCore } from "./olmo_core.ts";
import { textTensors } from "./text_tensors.ts";
import { transformers } from "./transformers.ts";
import { visionTensors } from "./vision_tensors.ts";

const text = textTensors("model", "lm_head", isText);
const multimodal = {
  ...textTensors("language_model.model", "language_model.lm_head", isMultimodal),
  ...visionTensors,
};

/** Gemma 3: the text model alone, and with SigLIP in front of it. */
const gemma3: Plugin = {
  name: "gemma3",
  version: "0.1.0",
  serves: { model_type: ["gemma3_text", "gemma3"] },
  variables: { layer: layers, vision_layer: visionLayers },
  tensors: { ...text, ...multimodal },
  layouts: { transformers: transformers(multimodal), "olmo-core": olmoCore },
};

export default gemma3;
