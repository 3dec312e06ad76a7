/**
 * Values that nobody asked for: checked, and passed over.
 *
 * @module
 */
import { describeByte, fail, type JsonCursor } from "./cursor.ts";
import { skipNumber } from "./number.ts";
import { checkEscapes, scanString } from "./string.ts";
import { isAtArray, isAtObject, readArray, readObject } from "./structure.ts";

const LITERALS = ["null", "true", "false"] as const;

/** Passes over the value at the cursor. Objects may have one key twice, as serde_json allows where it only buffers. */
export function skipValue(cursor: JsonCursor, what: string): void {
  if (isAtObject(cursor)) {
    readObject(cursor, what, () => {
      checkEscapes(cursor);
      skipValue(cursor, what);
    });
  } else if (isAtArray(cursor)) {
    readArray(cursor, what, () => skipValue(cursor, what));
  } else if (cursor.bytes[cursor.at] === 0x22) {
    scanString(cursor, what);
    checkEscapes(cursor);
  } else if (!LITERALS.some((literal) => skipLiteral(cursor, literal))) {
    const byte = cursor.bytes[cursor.at];
    if (byte === 0x2d || (byte !== undefined && byte >= 0x30 && byte <= 0x39)) skipNumber(cursor);
    else fail(cursor, `${what} needs a value, not ${describeByte(byte)}`);
  }
}

/** Passes over `literal` if it is at the cursor. */
export function skipLiteral(cursor: JsonCursor, literal: typeof LITERALS[number]): boolean {
  const { bytes, at } = cursor;
  for (let i = 0; i < literal.length; i++) {
    if (bytes[at + i] !== literal.charCodeAt(i)) return false;
  }
  cursor.at += literal.length;
  return true;
}
