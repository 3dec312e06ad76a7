/**
 * Checkpoints in a file, for tests of what happens to files.
 *
 * @module
 */
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint } from "../io/checkpoint.ts";
import { openFile } from "../io/file_source.ts";
import type { MemoryCheckpoint } from "./memory_checkpoint.ts";
import { temporaryFolder } from "./temporary_folder.ts";

/** A checkpoint that reads a file, which is gone when the test is over. */
export interface CheckpointFile extends Checkpoint, Disposable {
  /** Changes when it was written to last, as writing the same bytes over it would. */
  touch(): void;
}

/** Puts the bytes of a checkpoint into a file and opens that. */
export function checkpointFile(checkpoint: MemoryCheckpoint): CheckpointFile {
  const folder = temporaryFolder();
  const path = join(folder.path, "tensors");
  writeFileSync(path, checkpoint.bytes);
  const source = openFile(path);
  return {
    ...checkpoint,
    path,
    sources: [source],
    touch: () => utimesSync(path, 1, 1),
    [Symbol.dispose]() {
      source.close();
      folder[Symbol.dispose]();
    },
  };
}
