/**
 * The numbers of a `config.json` that the tensors depend on, with the defaults of transformers 5.18.0
 * (`models/gemma3/configuration_gemma3.py`, `models/siglip/configuration_siglip.py`).
 *
 * The defaults are needed: transformers leaves out of a nested config what equals them, so that the `text_config` of
 * google/gemma-3-4b-it has neither heads nor vocabulary.
 *
 * @module
 */
import { config, div, eq, minus, mod, mul, type Value } from "@tensorferry/core/words";

/** Text alone: `Gemma3ForCausalLM`. */
export const isText: Value = eq(config("model_type"), "gemma3_text");
/** Text and images: `Gemma3ForConditionalGeneration`. */
export const isMultimodal: Value = eq(config("model_type"), "gemma3");

/** A number of the text model, which a multimodal config nests. */
function text(key: string, value: Value): Value {
  return config([`text_config.${key}`, key], { default: value });
}

function vision(key: string, value: Value): Value {
  return config(`vision_config.${key}`, { default: value });
}

export const vocab: Value = text("vocab_size", 262_208);
export const hidden: Value = text("hidden_size", 2304);
export const intermediate: Value = text("intermediate_size", 9216);
export const layers: Value = text("num_hidden_layers", 26);
export const heads: Value = text("num_attention_heads", 8);
export const kvHeads: Value = text("num_key_value_heads", 4);
export const headDim: Value = text("head_dim", 256);
export const attentionBias: Value = text("attention_bias", false);

/** Of the whole model, so never nested; unlike most architectures Gemma ties by default. */
export const tied: Value = config("tie_word_embeddings", { default: true });

export const visionHidden: Value = vision("hidden_size", 768);
export const visionIntermediate: Value = vision("intermediate_size", 3072);
export const visionLayers: Value = vision("num_hidden_layers", 12);
export const channels: Value = vision("num_channels", 3);
export const patchSize: Value = vision("patch_size", 16);

/** Whether SigLIP has its pooling head, which Gemma does not use: the Hub's checkpoints say false, the class says true. */
export const visionHead: Value = vision("vision_use_head", true);

/** Patches that fit in an image; pixels that are left over are cut off. */
export const patches: Value = square(wholePatches(vision("image_size", 224)));

function wholePatches(pixels: Value): Value {
  return div(minus(pixels, mod(pixels, patchSize)), patchSize);
}

function square(side: Value): Value {
  return mul(side, side);
}
