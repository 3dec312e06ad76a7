/**
 * Checksums as text.
 *
 * @module
 */

/** A checksum in hexadecimal, as a manifest and most programs have it. */
export function crc32Text(crc32: number): string {
  return crc32.toString(16).padStart(8, "0");
}
