/**
 * The tensors of one file, written into it.
 *
 * @module
 */
import type { Crc32 } from "../../checksum/crc32.ts";
import { openFileToWrite } from "../../io/output_file.ts";
import type { Meter } from "../meter.ts";
import { type PlacedTensor, type Relay, relay } from "./relay.ts";

/** A file that is there, and the tensors that go into it. */
export interface FileLoad {
  readonly path: string;
  /** In the order of their positions. */
  readonly tensors: readonly PlacedTensor[];
  /** Whether to wait until all of it is on the disk. */
  readonly sync: boolean;
}

/** What a thread has to pour with. */
export interface Vessel extends Omit<Relay, "passed"> {
  readonly crc32: Crc32;
}

/** Writes tensors into their file. The CRC-32 of the bytes of each, in their order. */
export async function pour(
  { path, tensors, sync }: FileLoad,
  { crc32, ...relayed }: Vessel,
  meter: Meter<string>,
): Promise<Uint32Array> {
  const sums = new Map<string, number>();
  const output = openFileToWrite(path, sync);
  try {
    await relay(tensors, output, {
      ...relayed,
      passed(name, bytes) {
        sums.set(name, crc32(bytes, sums.get(name)));
        if (meter.advance(bytes.length, name)) return meter.turn();
      },
    });
    if (sync) await output.sync();
  } finally {
    await output.close();
  }
  return Uint32Array.from(tensors, ({ name }) => sums.get(name) ?? 0);
}
