/**
 * A `.metadata` that contradicts itself.
 *
 * @module
 */
import { MalformedCheckpointError, printable } from "@tensorferry/core";

/** What is wrong with the `.metadata` at `path`. */
export function malformedMetadata(path: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `${why}. The checkpoint was altered, or was not saved by torch.distributed.checkpoint`,
  );
}
