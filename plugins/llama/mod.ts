/**
 * Tensorferry's plugin for Llama and the dense architectures built like it: Mistral, Qwen 2, Qwen 3 and OLMo 2.
 *
 * Layouts: `hf`, `transformers`, `torchtitan` (Llama, Qwen 3) and `olmo-core` (Llama, Qwen 3, OLMo 2).
 *
 * @module
 */
export { default } from "./plugin.ts";
