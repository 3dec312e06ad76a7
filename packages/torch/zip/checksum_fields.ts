/**
 * Where an archive says the checksums of its entries (APPNOTE 6.3.10, 4.3.12).
 *
 * @module
 */
import type { ArchivePlace } from "./archive.ts";
import { findDirectory } from "./end_record.ts";
import { DIRECTORY_ENTRY_BYTES } from "./read_archive.ts";
import { readRange } from "./record.ts";

/** Bytes of a checksum. */
export const CHECKSUM_BYTES = 4;

/**
 * The positions of the checksums in the directory of an archive that has been read, counted from its start. Two archives that differ
 * in nothing else read alike: checksums are what no reader here looks at.
 */
export async function checksumFields(archive: ArchivePlace): Promise<number[]> {
  const { position, byteLength, entries } = await findDirectory(archive);
  const view = await readRange(archive, position, byteLength);
  const fields: number[] = [];
  let at = 0;
  while (fields.length < entries) {
    fields.push(position + at + 16);
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    at += DIRECTORY_ENTRY_BYTES + name! + extra! + comment!;
  }
  return fields;
}
