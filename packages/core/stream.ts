/**
 * Checkpoints that come or go as a stream, and the tiers where bytes wait meanwhile.
 *
 * Whoever converts files loads nothing of it.
 *
 * @module
 */
export type { Spill } from "./ferry/stream/one_pass_work.ts";
export * from "./ferry/stream/write_stream.ts";
export * from "./tier/disk_tier.ts";
export type { ByteRange } from "./tier/free_space.ts";
export * from "./tier/memory_tier.ts";
export type { Filling } from "./tier/stowage.ts";
export * from "./tier/tier.ts";
export * from "./tier/waiting_room.ts";
export * from "./tier/one_pass/byte_stream.ts";
export * from "./tier/one_pass/incoming.ts";
export {
  type OnePassBuffers,
  type OnePassOptions,
  type OnePassPlan,
  planOnePass,
} from "./tier/one_pass/plan_one_pass.ts";
export type { PlannedTier, PlannedWaiting } from "./tier/one_pass/plan_waiting.ts";
export type { Portion } from "./tier/one_pass/portions.ts";
export type { Job, JobPortion, PortionOrder, Schedule, Stretch } from "./tier/one_pass/schedule.ts";
