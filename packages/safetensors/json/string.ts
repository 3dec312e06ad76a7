/**
 * Strings, found without being built.
 *
 * @module
 */
import { describeByte, fail, type JsonCursor } from "./cursor.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

// A name may begin with U+FEFF, which a decoder takes for a byte order mark unless told to keep it.
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Finds the end of the string at the cursor, and leaves in the cursor where it lies.
 *
 * Escapes are checked by {@link takeString}, which must follow where {@link JsonCursor.escaped} is set.
 */
export function scanString(cursor: JsonCursor, what: string): void {
  const { bytes } = cursor;
  let { at } = cursor;
  if (bytes[at] !== QUOTE) fail(cursor, `${what} must be a string, not ${describeByte(bytes[at])}`);
  cursor.from = ++at;
  cursor.escaped = false;
  for (;;) {
    const byte = bytes[at];
    if (byte === QUOTE) break;
    if (byte === undefined) fail(cursor, `${what} has no closing quote`);
    if (byte < 0x20) fail(cursor, `${what} has an unescaped control character`, at);
    if (byte === BACKSLASH) {
      cursor.escaped = true;
      at++;
    }
    at++;
  }
  cursor.to = at;
  cursor.at = at + 1;
}

/** The string scanned last. Refuses escapes that are not JSON's, and lone surrogates, as serde_json does. */
export function takeString(cursor: JsonCursor): string {
  const { bytes, from, to } = cursor;
  if (!cursor.escaped) return DECODER.decode(bytes.subarray(from, to));
  let text: string;
  try {
    text = JSON.parse(DECODER.decode(bytes.subarray(from - 1, to + 1)));
  } catch {
    fail(cursor, "a string has an escape that JSON does not know", from);
  }
  if (!text.isWellFormed()) fail(cursor, "a string has the escape of a lone surrogate", from);
  return text;
}

/** Scans and takes the string at the cursor. */
export function readString(cursor: JsonCursor, what: string): string {
  scanString(cursor, what);
  return takeString(cursor);
}

/** Whether the string scanned last is `word`, which must be ASCII. */
export function isString(cursor: JsonCursor, word: string): boolean {
  if (cursor.escaped) return takeString(cursor) === word;
  const { bytes, from, to } = cursor;
  if (to - from !== word.length) return false;
  for (let i = 0; i < word.length; i++) {
    if (bytes[from + i] !== word.charCodeAt(i)) return false;
  }
  return true;
}
