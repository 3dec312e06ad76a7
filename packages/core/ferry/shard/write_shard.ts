/**
 * One file of tensors, written.
 *
 * @module
 */
import type { Crc32 } from "../../checksum/crc32.ts";
import { type FileSums, sumFile } from "../../checksum/file_sums.ts";
import type { ContainerWriter, PlacedBytes } from "../../io/container.ts";
import { createFile, openFileToWrite, type OutputFile } from "../../io/output_file.ts";
import { partOf } from "../../plan/part.ts";
import type { PlannedShard } from "../../plan/plan.ts";
import type { FileLoad } from "./pour.ts";

/** How a shard is written. */
export interface ShardWriting {
  readonly writer: ContainerWriter;
  readonly sync: boolean;
  readonly crc32: Crc32;
  /** Writes the tensors into the file, and answers the CRC-32 of the bytes of each. */
  pour(load: FileLoad): Promise<Uint32Array>;
}

/** Writes a shard to a new file at `path`; with `sync`, until it is on the disk. Answers what its bytes sum up to. */
export async function writeShard(
  { tensors }: PlannedShard,
  path: string,
  { writer, sync, crc32, pour }: ShardWriting,
): Promise<FileSums> {
  const parts = tensors.map(partOf);
  const outline = writer.outline(parts);
  await writeInto(createFile(path), outline.fixed, false);
  const placed = tensors.map(({ name, tensor }) => (
    { name, tensor, position: outline.tensors.get(name)! }
  ));
  const sums = await pour({ path, tensors: placed, sync });
  const seals = tensors.flatMap(({ name }, i) => outline.seals?.get(name)?.(sums[i]!) ?? []);
  if (seals.length > 0) await writeInto(openFileToWrite(path), seals, sync);
  return sumFile(outline, parts, sums, seals, crc32);
}

async function writeInto(
  output: OutputFile,
  pieces: readonly PlacedBytes[],
  sync: boolean,
): Promise<void> {
  try {
    for (const { position, bytes } of pieces) output.write(position, bytes);
    if (sync) await output.sync();
  } finally {
    await output.close();
  }
}
