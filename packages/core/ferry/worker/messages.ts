/**
 * What a thread and its worker say to each other.
 *
 * @module
 */
import type { FoundFile } from "../../io/byte_source.ts";
import type { Progress } from "../ahead/progress.ts";
import type { BufferSizes } from "../../plan/plan.ts";
import type { FileLoad } from "../shard/pour.ts";
import type { Failure } from "./failure.ts";

/** What a worker has to work with: the files that leaves of tensors point into, and what its buffers take. */
export interface WorkerSetup {
  readonly sources: readonly FoundFile[];
  /** How far they have been read ahead, where they are. */
  readonly ahead?: Progress;
  readonly buffers: BufferSizes;
  /** An `Int32Array` of one: the worker sets it to 1 before it tells how a load has ended. */
  readonly bell: SharedArrayBuffer;
}

/** What a worker is told to do. */
export type Order =
  | { readonly kind: "pour"; readonly load: FileLoad }
  /** To leave off in the middle. */
  | { readonly kind: "stop" };

/** What a worker tells. A load ends with one of the last two. */
export type Report =
  | { readonly kind: "passed"; readonly tensor: string; readonly bytes: number }
  | { readonly kind: "poured"; readonly sums: Uint32Array }
  | { readonly kind: "failed"; readonly failure: Failure };
