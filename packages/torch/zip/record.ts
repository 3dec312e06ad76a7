/**
 * Records of an archive: read within its range, refused with their place.
 *
 * @module
 */
import type { ArchivePlace } from "./archive.ts";
import { ZipError, type ZipRule } from "./zip_error.ts";

/** Reads a range, given from the start of the archive. What passes its end is refused before anything is read. */
export async function readRange(
  archive: ArchivePlace,
  from: number,
  byteLength: number,
): Promise<DataView<ArrayBuffer>> {
  if (from < 0 || from + byteLength > archive.byteLength) {
    refuse(
      archive,
      "Truncated",
      from,
      `${byteLength} bytes are needed there, and the archive has ${archive.byteLength}`,
    );
  }
  const bytes = new Uint8Array(byteLength);
  await archive.source.read(archive.start + from, bytes);
  return new DataView(bytes.buffer);
}

/** Refuses the archive for what is found at `at`, counted from its start. */
export function refuse(archive: ArchivePlace, rule: ZipRule, at: number, found: string): never {
  throw new ZipError(rule, archive.source.name, archive.start + at, found);
}
