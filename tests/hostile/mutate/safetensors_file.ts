/**
 * Changes to safetensors files: their header, its length, and the data after it.
 *
 * @module
 */
import { joined, mutateBytes } from "./bytes.ts";
import { mutateJson } from "./json_text.ts";
import type { Random } from "./random.ts";
import { EDGES, littleEndian } from "./values.ts";

const LENGTH_BYTES = 8;

/** Changes a file that is sound, or was changed before. */
export function mutateSafetensors(file: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  if (file.length < LENGTH_BYTES) return mutateBytes(file, random);
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const [header, data] = [
    file.subarray(LENGTH_BYTES, LENGTH_BYTES + length),
    file.subarray(LENGTH_BYTES + length),
  ];
  switch (random.below(8)) {
    case 0:
      return joined(littleEndian(random.pick(EDGES), LENGTH_BYTES), file.subarray(LENGTH_BYTES));
    case 1:
      return joined(file.subarray(0, LENGTH_BYTES + header.length), mutateBytes(data, random));
    case 2:
      return fileOf(mutateBytes(header, random), data);
    case 3: {
      // The place of one tensor for that of another: they overlap, and leave a hole.
      const text = new TextDecoder().decode(header);
      const offsets = [...text.matchAll(/\[\d+, ?\d+\](?=\})/g)].map(([found]) => found);
      if (offsets.length === 0) return fileOf(mutateBytes(header, random), data);
      const changed = text.replace(random.pick(offsets), random.pick(offsets));
      return fileOf(new TextEncoder().encode(changed), data);
    }
    default: {
      const text = new TextDecoder().decode(header);
      return fileOf(new TextEncoder().encode(mutateJson(text, random)), data);
    }
  }
}

function fileOf(header: Uint8Array, data: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined(littleEndian(BigInt(header.length), LENGTH_BYTES), header, data);
}
