/**
 * Objects and arrays.
 *
 * @module
 */
import { describeByte, fail, type JsonCursor, skipSpace } from "./cursor.ts";
import { scanString } from "./string.ts";

/** Objects and arrays that may be open at once; serde_json 1.0 refuses the 128th (`remaining_depth: 128` in `de.rs`). */
export const MAX_DEPTH = 127;

const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Reads an object. `onMember` is called with the cursor at each value, which it must consume; the key is the string scanned
 * last, to be taken before anything else is.
 */
export function readObject(cursor: JsonCursor, what: string, onMember: () => void): void {
  open(cursor, OPEN_OBJECT, `${what} must be an object`);
  if (skipSpace(cursor) !== CLOSE_OBJECT) {
    for (;;) {
      skipSpace(cursor);
      scanString(cursor, "a key", what);
      if (skipSpace(cursor) !== COLON) fail(cursor, `":" must follow a key of ${what}`);
      cursor.at++;
      skipSpace(cursor);
      onMember();
      if (!goesOn(cursor, CLOSE_OBJECT, what)) break;
    }
  }
  close(cursor);
}

/** Reads an array. `onElement` is called with the cursor at each value, which it must consume. */
export function readArray(cursor: JsonCursor, what: string, onElement: () => void): void {
  open(cursor, OPEN_ARRAY, `${what} must be an array`);
  if (skipSpace(cursor) !== CLOSE_ARRAY) {
    for (;;) {
      skipSpace(cursor);
      onElement();
      if (!goesOn(cursor, CLOSE_ARRAY, what)) break;
    }
  }
  close(cursor);
}

/** Whether the value at the cursor is an object. */
export function isAtObject(cursor: JsonCursor): boolean {
  return cursor.bytes[cursor.at] === OPEN_OBJECT;
}

/** Whether the value at the cursor is an array. */
export function isAtArray(cursor: JsonCursor): boolean {
  return cursor.bytes[cursor.at] === OPEN_ARRAY;
}

function open(cursor: JsonCursor, bracket: number, rule: string): void {
  const byte = cursor.bytes[cursor.at];
  if (byte !== bracket) fail(cursor, `${rule}, not ${describeByte(byte)}`);
  if (++cursor.depth > MAX_DEPTH) {
    fail(cursor, `more than ${MAX_DEPTH} objects and arrays lie in one another`);
  }
  cursor.at++;
}

function goesOn(cursor: JsonCursor, bracket: number, what: string): boolean {
  const byte = skipSpace(cursor);
  if (byte === bracket) return false;
  if (byte !== COMMA) {
    fail(
      cursor,
      `"," or "${String.fromCharCode(bracket)}" must follow a value in ${what}, not ${
        describeByte(byte)
      }`,
    );
  }
  cursor.at++;
  return true;
}

function close(cursor: JsonCursor): void {
  cursor.at++;
  cursor.depth--;
}
