/**
 * Moves the weights of language models between layouts and containers, as a stream.
 *
 * Open a checkpoint, plan its conversion, and go through the tensors or write them:
 *
 * ```ts ignore
 * import { iterConvert, openCheckpoint, planConversion } from "@tensorferry/core";
 * import { safetensors } from "@tensorferry/safetensors";
 * import qwenMoe from "@tensorferry/qwen-moe";
 *
 * const checkpoint = await openCheckpoint("Qwen3-30B-A3B", { containers: [safetensors] });
 * const plan = planConversion(checkpoint, { plugins: [qwenMoe], to: "transformers" });
 * for await (const [name, tensor] of iterConvert(plan, checkpoint)) {
 *   for await (const chunk of tensor.chunks()) await send(name, chunk);
 * }
 * checkpoint.close();
 * ```
 *
 * Plugins are written with the words of `@tensorferry/core/plugin`.
 *
 * @module
 */
export * from "./dtype.ts";
export * from "./errors.ts";
export * from "./ferry/compare.ts";
export * from "./ferry/converted_tensor.ts";
export * from "./ferry/iter_convert.ts";
export * from "./ferry/write_checkpoint.ts";
export * from "./io/byte_source.ts";
export * from "./io/checkpoint.ts";
export { parseConfig } from "./io/config_file.ts";
export * from "./io/container.ts";
export * from "./io/file_source.ts";
export { checkDestination } from "./io/destination.ts";
export type { Side, Use } from "./layout/known_names.ts";
export * from "./layout/model.ts";
export * from "./layout/detect.ts";
export type { StateDict } from "./layout/translate.ts";
export * from "./plan/byte_size.ts";
export * from "./plan/natural_order.ts";
export * from "./plan/plan.ts";
export * from "./plan/plan_conversion.ts";
export * from "./selection/select.ts";
export * from "./plan/shard_planner.ts";
export * from "./plan/translate_checkpoint.ts";
export * from "./printable.ts";
export * from "./tensor/element.ts";
export * from "./tensor/evaluate.ts";
export * from "./tensor/lazy_tensor.ts";
export * from "./tensor/operations.ts";
export type { Scratch, ScratchNeed } from "./tensor/scratch.ts";
export { allocateBuffers } from "./tensor/wasm/kernels.ts";
export * from "./tensor/work.ts";
export type { Plugin } from "./plugin/plugin.ts";
export type { ModelConfig } from "./rule/value.ts";
