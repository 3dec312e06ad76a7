/**
 * The bytes of a small entry.
 *
 * @module
 */
import { quoteName } from "@tensorferry/core";
import type { Archive, ZipEntry } from "./archive.ts";
import { locatePayload } from "./local_header.ts";
import { refuse } from "./record.ts";

/**
 * Reads a whole entry.
 *
 * @returns its bytes, and their position in the source.
 * @throws ZipError when it has more than `most` bytes.
 */
export async function readPayload(
  archive: Archive,
  entry: ZipEntry,
  most: number,
): Promise<{ bytes: Uint8Array; position: number }> {
  const { name, byteLength, header } = entry;
  if (byteLength > most) {
    refuse(
      archive,
      "TooLarge",
      header,
      `entry ${quoteName(name)} has ${byteLength} bytes, and at most ${most} are read`,
    );
  }
  const position = await locatePayload(archive, entry);
  const bytes = new Uint8Array(byteLength);
  await archive.source.read(position, bytes);
  return { bytes, position };
}
