/**
 * A checkpoint with headers and no data.
 *
 * @module
 */
import {
  CONFIG_FILE,
  type ContainerWriter,
  DestinationError,
  type Plan,
  type PlannedShard,
} from "@tensorferry/core";
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/**
 * Writes a plan's files with their real headers and a hole where the tensors would be, which reads as zeros: a model of any size on
 * a file system that knows sparse files, in no time.
 *
 * @throws DestinationError when the destination has files.
 */
export function writeSparse(
  plan: Plan,
  configText: string,
  destination: string,
  writer: ContainerWriter,
): void {
  if (existsSync(destination) && readdirSync(destination).length > 0) {
    throw new DestinationError(destination, "it has files. Give another folder");
  }
  mkdirSync(destination, { recursive: true });
  writeFileSync(join(destination, CONFIG_FILE), configText);
  const shards = plan.shards.map(({ file, tensors }) => ({ file, tensors: tensors.map(specOf) }));
  for (const [i, { file, tensors }] of shards.entries()) {
    const { fixed } = writer.outline(tensors);
    const fd = openSync(join(destination, file), "wx");
    try {
      for (const { position, bytes } of fixed) writeSync(fd, bytes, 0, bytes.length, position);
      ftruncateSync(fd, plan.shards[i]!.byteLength);
    } finally {
      closeSync(fd);
    }
  }
  const index = writer.index(shards);
  if (index !== undefined) writeFileSync(join(destination, index.file), index.bytes);
}

function specOf({ name, tensor: { dtype, shape } }: PlannedShard["tensors"][number]) {
  return { name, dtype, shape };
}
