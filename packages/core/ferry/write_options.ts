/**
 * What a conversion is told, and what it tells.
 *
 * @module
 */
import type { Container } from "../io/container.ts";
import type { Notice } from "./output/notice.ts";
import type { Spill } from "./stream/one_pass_work.ts";

/** Where a conversion stands. */
export interface Progress {
  /** Whether bytes are being written, or read back to compare them. */
  readonly step: "write" | "verify";
  /** Tensor and file that it is at. */
  readonly tensor: string;
  readonly file: string;
  /** Bytes done so far, and in all. */
  readonly done: number;
  readonly total: number;
}

/** Options of `writeCheckpoint`. */
export interface WriteOptions {
  /** The container to write; it must be the plan's. That of the source when absent. */
  readonly container?: Container;
  /** Whether to replace a checkpoint that is there. */
  readonly overwrite?: boolean;
  /** Whether to begin anew where another conversion to the destination was stopped, and give up what it has finished. */
  readonly restart?: boolean;
  /** Whether to read back what was written, and compare checksums, before it is put in place. */
  readonly verify?: boolean;
  /**
   * The families whose checkpoints are replaced, beside the one that is written and that of the source, in the order in which opening
   * tries them. Files that would stay, and be taken for the checkpoint instead of the new ones, are refused.
   */
  readonly replaces?: readonly Container[];
  /** Whether to wait until everything is on the disk before putting it in place; so when absent. */
  readonly sync?: boolean;
  /** Where bytes of a source that comes once may wait; only memory when absent. */
  readonly spill?: Spill;
  /**
   * How many threads write, at most one for each shard. When absent, two where that is faster. Unless it is 1, one more reads ahead
   * where the sources are not in memory. A second one needs the permission to read the modules of this package.
   */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly onNotice?: (notice: Notice) => void;
}

/** What `writeCheckpoint` did. */
export interface Written {
  /** Bytes of files of tensors that it wrote. */
  readonly bytes: number;
  /** Bytes of those that an earlier run had finished. */
  readonly found: number;
}
