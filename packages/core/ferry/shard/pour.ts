/**
 * The tensors of one file, written into it.
 *
 * @module
 */
import type { Crc32 } from "../../checksum/crc32.ts";
import { tensorSums } from "../../checksum/tensor_sums.ts";
import { bytesOf } from "../../dtype.ts";
import { openFileToWrite } from "../../io/output_file.ts";
import type { Meter } from "../meter.ts";
import { type Relay, relay } from "./relay.ts";
import type { PlacedTensor } from "./stretches.ts";

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
  const numbers = new Map(tensors.map((tensor, i) => [tensor, i]));
  const sums = tensorSums(
    Float64Array.from(tensors, ({ tensor: { dtype, shape } }) => bytesOf(dtype, shape)),
    crc32,
  );
  const output = openFileToWrite(path, sync);
  try {
    await relay(tensors, output, {
      ...relayed,
      passed(tensor, bytes, position) {
        sums.add(numbers.get(tensor)!, position, bytes);
        if (meter.advance(bytes.length, tensor.name)) return meter.turn();
      },
    });
    if (sync) await output.sync();
  } finally {
    await output.close();
  }
  return sums.all();
}
