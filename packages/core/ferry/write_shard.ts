/**
 * One file of tensors, written.
 *
 * @module
 */
import type { ByteSource } from "../io/byte_source.ts";
import type { ContainerWriter } from "../io/container.ts";
import { createFile, type OutputFile } from "../io/output_file.ts";
import type { PlannedShard } from "../plan/plan.ts";
import { openTensor } from "../tensor/evaluate.ts";
import type { Scratch } from "../tensor/scratch.ts";
import type { Meter } from "./meter.ts";

/** What all shards of a conversion share. */
export interface ShardWork {
  readonly sources: readonly ByteSource[];
  readonly writer: ContainerWriter;
  /** Where output is put together. */
  readonly buffer: Uint8Array;
  readonly tiles: Scratch;
  readonly meter: Meter<{ readonly tensor: string; readonly file: string }>;
}

/** Writes a shard to a new file at `path`; with `sync`, until it is on the disk. */
export async function writeShard(
  shard: PlannedShard,
  path: string,
  sync: boolean,
  work: ShardWork,
): Promise<void> {
  const output = createFile(path, sync);
  try {
    await fill(output, shard, work);
    if (sync) await output.sync();
  } finally {
    await output.close();
  }
}

/** Tensors lie one after another, so one buffer takes the end of one and the beginning of the next before it is written. */
async function fill(
  output: OutputFile,
  { file, tensors }: PlannedShard,
  work: ShardWork,
): Promise<void> {
  const { buffer, meter } = work;
  const layout = work.writer.layOut(
    tensors.map(({ name, tensor: { dtype, shape } }) => ({ name, dtype, shape })),
  );
  for (const { position, bytes } of layout.fixed) output.write(position, bytes);
  let start = 0;
  let filled = 0;
  const flush = (next: number) => {
    if (filled > 0) output.write(start, buffer.subarray(0, filled));
    start = next;
    filled = 0;
  };
  for (const { name, tensor } of tensors) {
    const source = openTensor(tensor, work.sources, work.tiles);
    const place = layout.tensors.get(name)!;
    for (let position = 0; position < source.byteLength;) {
      const at = place + position;
      if (filled === buffer.length || at !== start + filled) flush(at);
      const length = Math.min(buffer.length - filled, source.byteLength - position);
      const reading = source.read(position, buffer.subarray(filled, filled + length));
      if (reading !== undefined) await reading;
      position += length;
      filled += length;
      if (meter.advance(length, { tensor: name, file })) await meter.turn();
    }
  }
  flush(0);
}
