/**
 * Strings, found without being built.
 *
 * @module
 */
import { MAX_NAME_BYTES } from "../limits.ts";
import { describeByte, exceed, fail, type JsonCursor } from "./cursor.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Finds the end of the string at the cursor, and leaves in the cursor where it lies.
 *
 * Escapes are checked by {@link takeString}, which must follow where {@link JsonCursor.escaped} is set.
 *
 * @param what What it is called in errors, and of what it is one.
 */
export function scanString(cursor: JsonCursor, what: string, of?: string): void {
  const { bytes } = cursor;
  const end = bytes.length;
  let { at } = cursor;
  if (bytes[at] !== QUOTE) {
    fail(cursor, `${called(what, of)} must be a string, not ${describeByte(bytes[at])}`);
  }
  cursor.from = ++at;
  cursor.escaped = false;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) break;
    if (byte < 0x20) fail(cursor, `${called(what, of)} has an unescaped control character`, at);
    if (byte === BACKSLASH) {
      cursor.escaped = true;
      at++;
    }
  }
  if (at >= end) fail(cursor, `${called(what, of)} has no closing quote`);
  cursor.to = at;
  cursor.at = at + 1;
}

/** Made only for an error: there are millions of strings. */
function called(what: string, of: string | undefined): string {
  return of === undefined ? what : `${what} of ${of}`;
}

/** The string scanned last. Refuses escapes that are not JSON's, and lone surrogates, as serde_json does. */
export function takeString(cursor: JsonCursor): string {
  const { bytes, from, to } = cursor;
  // A third of what a TextDecoder takes, for names as short as those of tensors.
  if (!cursor.escaped) return bytes.toString("utf8", from, to);
  let text: string;
  try {
    text = JSON.parse(bytes.toString("utf8", from - 1, to + 1));
  } catch {
    fail(cursor, "a string has an escape that JSON does not know", from);
  }
  if (!text.isWellFormed()) fail(cursor, "a string has the escape of a lone surrogate", from);
  return text;
}

/** The string scanned last, as a name: refused where it is longer than any. */
export function takeName(cursor: JsonCursor, what: string): string {
  const { from, to } = cursor;
  if (to - from > MAX_NAME_BYTES) {
    exceed(cursor, `${what} has ${to - from} bytes, and at most ${MAX_NAME_BYTES} are read`, from);
  }
  return takeString(cursor);
}

/** Refuses escapes that are not JSON's in the string scanned last, of which nothing else matters. */
export function checkEscapes(cursor: JsonCursor): void {
  if (cursor.escaped) takeString(cursor);
}

/** Scans and takes the string at the cursor. */
export function readString(cursor: JsonCursor, what: string): string {
  scanString(cursor, what);
  return takeString(cursor);
}

/** Whether the string scanned last is `word`, which must be ASCII. */
export function isString(cursor: JsonCursor, word: string): boolean {
  const { bytes, from, to } = cursor;
  // An escape takes six bytes for one. What is longer is not read, as it is asked of each of many words.
  if (cursor.escaped) return to - from <= 6 * word.length && takeString(cursor) === word;
  if (to - from !== word.length) return false;
  for (let i = 0; i < word.length; i++) {
    if (bytes[from + i] !== word.charCodeAt(i)) return false;
  }
  return true;
}
