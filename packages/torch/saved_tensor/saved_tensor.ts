/**
 * A tensor as `torch.save` 2.13 writes it: a zip archive, known to the byte but for what depends on the elements.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { bytesOf, type DType, type Shape } from "@tensorferry/core";
import { byteWriter } from "./byte_writer.ts";
import { SERIALIZATION_ID_BYTES, serializationId } from "./serialization_id.ts";
import { STORAGE_KEY, tensorPickle } from "./tensor_pickle.ts";
import {
  ALIGNMENT,
  directoryBytes,
  END_BYTES,
  type PlacedEntry,
  placeEntry,
  writeDescriptor,
  writeDirectoryEntry,
  writeEnd,
  writeLocalHeader,
} from "./zip_entry.ts";

/** What surrounds the elements of a tensor, which lie between its head and its tail. */
export interface SavedTensor {
  /** Size of the whole archive in bytes. */
  readonly byteLength: number;
  readonly head: Uint8Array<ArrayBuffer>;
  /** What comes after the elements, given the CRC-32 of their bytes. */
  tail(crc32: number): Uint8Array<ArrayBuffer>;
}

/** An entry whose payload is known. */
interface KnownEntry extends PlacedEntry {
  readonly bytes: Uint8Array;
  readonly crc32: number;
}

const UTF8 = new TextEncoder();

/** The archive of a tensor in C order. */
export function savedTensor(dtype: DType, shape: Shape): SavedTensor {
  const before: KnownEntry[] = [];
  for (
    const [name, bytes] of [
      ["data.pkl", tensorPickle(dtype, shape)],
      [".format_version", UTF8.encode("1")],
      [".storage_alignment", UTF8.encode(`${ALIGNMENT}`)],
      ["byteorder", UTF8.encode("little")],
    ] as const
  ) before.push(known(name, bytes, before.at(-1)?.end ?? 0));
  const data = placeEntry(`archive/data/${STORAGE_KEY}`, bytesOf(dtype, shape), before.at(-1)!.end);
  const version = known("version", UTF8.encode("3\n"), data.end);
  const id = placeEntry("archive/.data/serialization_id", SERIALIZATION_ID_BYTES, version.end);
  const entries = [...before, data, version, id];
  const directory = entries.reduce((sum, entry) => sum + directoryBytes(entry), 0);
  const byteLength = id.end + directory + END_BYTES;

  const head = byteWriter(data.payload);
  for (const entry of before) writeKnown(head, entry);
  writeLocalHeader(head, data);
  return {
    byteLength,
    head: head.bytes,
    tail(dataCrc32) {
      const tail = byteWriter(byteLength - data.payload - data.byteLength);
      writeDescriptor(tail, data, dataCrc32);
      writeKnown(tail, version);
      const fingerprint = serializationId([
        ...before.map(({ crc32 }) => crc32),
        ...data.byteLength === 0 ? [] : [dataCrc32],
        version.crc32,
      ]);
      const idCrc32 = crc32(fingerprint);
      writeLocalHeader(tail, id);
      tail.put(fingerprint);
      writeDescriptor(tail, id, idCrc32);
      for (const entry of before) writeDirectoryEntry(tail, entry, entry.crc32);
      writeDirectoryEntry(tail, data, dataCrc32);
      writeDirectoryEntry(tail, version, version.crc32);
      writeDirectoryEntry(tail, id, idCrc32);
      writeEnd(tail, entries.length, id.end, directory);
      return tail.bytes;
    },
  };
}

function known(name: string, bytes: Uint8Array, header: number): KnownEntry {
  return { ...placeEntry(`archive/${name}`, bytes.length, header), bytes, crc32: crc32(bytes) };
}

function writeKnown(out: ReturnType<typeof byteWriter>, entry: KnownEntry): void {
  writeLocalHeader(out, entry);
  out.put(entry.bytes);
  writeDescriptor(out, entry, entry.crc32);
}
