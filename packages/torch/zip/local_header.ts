/**
 * Where the payload of an entry begins (APPNOTE 6.3.10, 4.3.7).
 *
 * @module
 */
import { quoteName } from "@tensorferry/core";
import type { Archive, ZipEntry } from "./archive.ts";
import { readRange, refuse } from "./record.ts";

/** Bytes of a local header, without the name and the extra field that follow it. */
export const LOCAL_HEADER_BYTES = 30;

const SIGNATURE = 0x04034b50;

/**
 * Position of an entry's payload in the source: behind its local header, whose extra field torch fills up so that the payload is
 * aligned.
 *
 * @throws ZipError when the header is not where the directory says, is of another entry, or the payload passes the next entry.
 */
export async function locatePayload(archive: Archive, entry: ZipEntry): Promise<number> {
  const { name, header, byteLength, limit } = entry;
  const encoded = new TextEncoder().encode(name);
  const view = await readRange(archive, header, LOCAL_HEADER_BYTES + encoded.length);
  const found = new Uint8Array(view.buffer, LOCAL_HEADER_BYTES);
  const matches = view.getUint32(0, true) === SIGNATURE && view.getUint16(8, true) === 0 &&
    view.getUint16(26, true) === encoded.length &&
    encoded.every((byte, i) => byte === found[i]);
  if (!matches) {
    refuse(archive, "BadRecord", header, `the header of entry ${quoteName(name)} is not there`);
  }
  const payload = header + LOCAL_HEADER_BYTES + encoded.length + view.getUint16(28, true);
  if (payload + byteLength > limit) {
    refuse(
      archive,
      "Overlap",
      header,
      `the ${byteLength} bytes of entry ${quoteName(name)} begin at ${payload} and pass ${limit}`,
    );
  }
  return archive.start + payload;
}
