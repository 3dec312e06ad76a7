/**
 * What a conversion has to say besides how far it is.
 *
 * @module
 */

import type { FileFault } from "../../manifest/check_file.ts";

/** Something that whoever started a conversion should know. */
export type Notice =
  /** Files have been put in place that an earlier conversion was killed at; with `isThis`, it was the same, and all is done. */
  | { readonly kind: "committed"; readonly files: number; readonly isThis: boolean }
  /**
   * So many files that an earlier conversion was killed at when it put them in place have been taken back, as some are not what it
   * wrote: a power cut took what was not on the disk, or they were read back. What was there before is there again.
   */
  | { readonly kind: "taken-back"; readonly files: number; readonly faults: readonly FileFault[] }
  /** An earlier run of the same conversion was stopped, and its files of tensors are used. */
  | { readonly kind: "resumed"; readonly finished: number; readonly files: number }
  /** The conversion has failed or was stopped. These files are kept, and the same conversion will go on from there. */
  | { readonly kind: "kept"; readonly finished: number; readonly files: number }
  /** The file system knows no locks, so that nothing keeps another conversion out of the folder. */
  | { readonly kind: "unlocked" }
  /** One thread does everything, though several would be faster: Deno has to allow it with this flag. */
  | { readonly kind: "one-thread"; readonly flag: string }
  /** Whether there is room for the files is not known beforehand. */
  | { readonly kind: "room-unknown"; readonly bytes: number; readonly why: string };
