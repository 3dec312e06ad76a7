/**
 * A place in JSON text, kept as UTF-8 bytes.
 *
 * `JSON.parse` cannot judge a header: it takes duplicate keys, `1e999`, lone surrogates and any depth, and rounds integers
 * above 2^53. The functions in this folder accept what serde_json 1.0 accepts from a string, and say where it ends.
 *
 * @module
 */

import { Buffer } from "node:buffer";

/** Where a scan stands. */
export interface JsonCursor {
  /** The whole text: valid UTF-8. */
  readonly bytes: Buffer;
  /** Position of the next byte. */
  at: number;
  /** Objects and arrays that are open. */
  depth: number;
  /** Position after the opening quote of the string scanned last. */
  from: number;
  /** Position of its closing quote. */
  to: number;
  /** Whether it has escapes. */
  escaped: boolean;
}

/** The text is not JSON, or not of the expected form. Caught by whoever knows the file. */
export class JsonError extends Error {
  constructor(
    /** Position in bytes. */
    readonly at: number,
    /** What is wrong, without the position. */
    readonly why: string,
  ) {
    super(`${why} at byte ${at}`);
  }
}

/** The text is of the expected form, and has more in it than is read. */
export class JsonLimitError extends JsonError {}

/** A cursor before the first byte. */
export function jsonCursor(bytes: Uint8Array): JsonCursor {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes: buffer, at: 0, depth: 0, from: 0, to: 0, escaped: false };
}

/** Ends the scan where the cursor stands. */
export function fail(cursor: JsonCursor, why: string, at: number = cursor.at): never {
  throw new JsonError(at, why);
}

/** Ends the scan where the text goes beyond a limit. */
export function exceed(cursor: JsonCursor, why: string, at: number = cursor.at): never {
  throw new JsonLimitError(at, why);
}

/** Goes to the next byte that is not white space, and answers it; -1 at the end. */
export function skipSpace(cursor: JsonCursor): number {
  const { bytes } = cursor;
  let { at } = cursor;
  let byte = bytes[at];
  while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++at];
  cursor.at = at;
  return byte ?? -1;
}

/** Checks that only white space is left. */
export function expectEnd(cursor: JsonCursor): void {
  const byte = skipSpace(cursor);
  if (byte !== -1) fail(cursor, `${describeByte(byte)} follows the end of the JSON`);
}

/** A byte as an error shows it. */
export function describeByte(byte: number | undefined): string {
  if (byte === undefined || byte === -1) return "the end of the text";
  const char = byte > 0x20 && byte < 0x7f ? `${String.fromCharCode(byte)} ` : "";
  return `${char}(byte 0x${byte.toString(16).padStart(2, "0")})`;
}
