/**
 * Tensorferry's plugin for Qwen's mixtures of experts: qwen2_moe and qwen3_moe.
 *
 * Layouts: `hf` (one tensor per expert), `transformers` (experts fused), and for qwen3_moe `torchtitan` and `olmo-core`.
 *
 * @module
 */
export { default } from "./plugin.ts";
