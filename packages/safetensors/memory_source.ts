/**
 * Bytes in memory as a byte source.
 *
 * @module
 */
import { type ByteSource, SourceReadError } from "@tensorferry/core";

/**
 * A source over bytes that are already here, such as a download or a test.
 *
 * @param name What to call it in errors.
 */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    byteLength: bytes.length,
    read(position, into) {
      if (position < 0 || position + into.length > bytes.length) {
        throw new SourceReadError(name, position, into.length, `it has ${bytes.length} bytes`);
      }
      into.set(bytes.subarray(position, position + into.length));
    },
  };
}
