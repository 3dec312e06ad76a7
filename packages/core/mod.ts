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
 * What comes or goes as a stream has its words in `@tensorferry/core/stream`, plugins theirs in `@tensorferry/core/plugin`.
 *
 * @module
 */
export * from "./text/byte_size.ts";
export * from "./dtype.ts";
export * from "./errors.ts";
export * from "./exit_code.ts";
export * from "./text/natural_order.ts";
export { printable, quoteName, quoteNames } from "./text/printable.ts";
export { checkDestination, type SourcePlace } from "./commit/destination.ts";
export * from "./ferry/compare.ts";
export type { ConvertedTensor } from "./ferry/converted_tensor.ts";
export * from "./ferry/iter_convert.ts";
export * from "./ferry/write_checkpoint.ts";
export type { Progress, WriteOptions, Written } from "./ferry/write_options.ts";
export type { Notice } from "./ferry/output/notice.ts";
export type { Spill } from "./ferry/stream/one_pass_work.ts";
export * from "./io/byte_source.ts";
export * from "./io/checkpoint.ts";
export { staysWithin } from "./io/companions.ts";
export { parseConfig } from "./io/config_file.ts";
export * from "./io/container.ts";
export { type FilePool, filePool, type FileSource, openFile } from "./io/file_source.ts";
export { fileNamesIn, isFile, statOf } from "./io/file_system.ts";
export * from "./io/overlay.ts";
export type { Counts } from "./layout/counts.ts";
export type { Declaration, Declared } from "./layout/declaration.ts";
export {
  type DeclaredTensor,
  declaredTensor,
  declaredTensors,
  isDeclared,
} from "./layout/declared_tensors.ts";
export * from "./layout/detect.ts";
export type { Side, Use, Uses } from "./layout/known_names.ts";
export type { Tie } from "./layout/lead.ts";
export * from "./layout/model.ts";
export type { StateDict } from "./layout/translate.ts";
export type { FileFault } from "./manifest/check_file.ts";
export { checkFolder, type FolderCheck, type FolderCheckOptions } from "./manifest/check_folder.ts";
export { type Manifest, type ManifestFile, type ManifestTensor } from "./manifest/manifest.ts";
export type { FusionGroups } from "./plan/fusion_groups.ts";
export { wholeTensors } from "./plan/part.ts";
export * from "./plan/plan.ts";
export * from "./plan/plan_conversion.ts";
export * from "./plan/shard_planner.ts";
export { recogniseCheckpoint, type TranslatedCheckpoint } from "./plan/translate_checkpoint.ts";
export type { Plugin } from "./plugin/plugin.ts";
export { iterParts, type RankTensor, type ReadTensor } from "./rank/iter_parts.ts";
export {
  type Placement,
  PlacementError,
  type Placements,
  type RankOptions,
} from "./rank/placement.ts";
export { planRank, type RankPlan } from "./rank/plan_rank.ts";
export { type GivenTensor, placeTensors, type RankPart, type ReadPart } from "./rank/rank_part.ts";
export * from "./rank/shard_of.ts";
export type { Variables } from "./rule/name_pattern.ts";
export type { PatternMatch } from "./rule/pattern_index.ts";
export type { ModelConfig } from "./rule/value.ts";
export type { Selection } from "./selection/select.ts";
export { elementAt } from "./tensor/element.ts";
export * from "./tensor/open_tensor.ts";
export * from "./tensor/lazy_tensor.ts";
export { add, cast, concat, leaf, permute, reshape, slice, stack } from "./tensor/operations.ts";
export type { Scratch, ScratchNeed } from "./tensor/scratch.ts";
export * from "./tensor/work.ts";
export { allocateBuffers } from "./tensor/wasm/kernels.ts";
export type { ByteStream } from "./tier/one_pass/byte_stream.ts";
export type { Incoming } from "./tier/one_pass/incoming.ts";
