/**
 * One file of tensors, written.
 *
 * @module
 */
import type { Crc32 } from "../checksum/crc32.ts";
import type { FileSums } from "../checksum/file_sums.ts";
import { watchFile } from "../checksum/watch_file.ts";
import type { ByteSource } from "../io/byte_source.ts";
import type { ContainerWriter, PlacedBytes } from "../io/container.ts";
import { createFile } from "../io/output_file.ts";
import { partOf } from "../plan/part.ts";
import type { PlannedShard } from "../plan/plan.ts";
import type { Scratch } from "../tensor/scratch.ts";
import type { Meter } from "./meter.ts";
import { relay } from "./relay.ts";

/** What all shards of a conversion share. */
export interface ShardWork {
  readonly sources: readonly ByteSource[];
  readonly writer: ContainerWriter;
  /** Where output is put together. */
  readonly buffers: readonly Uint8Array[];
  readonly scratch: Scratch;
  readonly meter: Meter<{ readonly tensor: string; readonly file: string }>;
  readonly crc32: Crc32;
}

/** Writes a shard to a new file at `path`; with `sync`, until it is on the disk. Answers what its bytes sum up to. */
export async function writeShard(
  { file, tensors }: PlannedShard,
  path: string,
  sync: boolean,
  work: ShardWork,
): Promise<FileSums> {
  const parts = tensors.map(partOf);
  const outline = work.writer.outline(parts);
  const watch = watchFile(outline, parts, work.crc32);
  const seals: PlacedBytes[] = [...watch.seals];
  const output = createFile(path, sync);
  try {
    for (const { position, bytes } of outline.fixed) output.write(position, bytes);
    const placed = tensors.map(({ name, tensor }) => (
      { name, tensor, position: outline.tensors.get(name)! }
    ));
    await relay(placed, output, {
      ...work,
      passed(name, bytes, position) {
        seals.push(...watch.take(position, bytes));
        if (work.meter.advance(bytes.length, { tensor: name, file })) return work.meter.turn();
      },
    });
    for (const { position, bytes } of seals) output.write(position, bytes);
    const sums = watch.sums();
    if (sync) await output.sync();
    return sums;
  } finally {
    await output.close();
  }
}
