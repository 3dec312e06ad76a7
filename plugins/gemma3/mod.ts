/**
 * Tensorferry's plugin for Gemma 3: gemma3_text, and gemma3 with vision.
 *
 * Layouts: `hf`, `transformers`, and for gemma3_text `olmo-core`.
 *
 * @module
 */
export { default } from "./plugin.ts";
