/**
 * Numbers: unsigned 64-bit integers, exact; and any other, checked and passed over.
 *
 * @module
 */
import { describeByte, fail, type JsonCursor } from "./cursor.ts";

/** The first integer that does not fit a `u64`, which is what `usize` is on every machine that holds a model. */
export const U64_END: bigint = 2n ** 64n;

/** Digits that a double holds whatever they are. */
const EXACT_DIGITS = 15;
/** Largest power of ten that serde_json multiplies by (`POW10` in `de.rs`); the next one is beyond a double. */
const MAX_POWER = 308;
/** Largest exponent that serde_json reads, an `i32`. */
const MAX_EXPONENT = 2 ** 31 - 1;
const DECODER = new TextDecoder();

/** Reads a whole number from 0 to 2^64 - 1: a number where it is exact, else a bigint. */
export function readUnsigned(cursor: JsonCursor, what: string): number | bigint {
  const { bytes, at: from } = cursor;
  let at = from;
  let value = 0;
  let byte = bytes[at];
  for (; isDigit(byte); byte = bytes[++at]) value = value * 10 + byte - 0x30;
  cursor.at = at;
  if (at === from) fail(cursor, `${unsigned(what)}, not ${describeByte(byte)}`);
  if (bytes[from] === 0x30 && at > from + 1) {
    fail(cursor, `${unsigned(what)}, without leading zeros`, from);
  }
  if (continuesNumber(byte)) {
    fail(cursor, `${unsigned(what)}, without fraction or exponent`, from);
  }
  if (at - from <= EXACT_DIGITS) return value;
  // 20 digits reach 2^64; a BigInt of more would cost the square of their number.
  const exact = at - from <= 20 ? BigInt(DECODER.decode(bytes.subarray(from, at))) : U64_END;
  if (exact >= U64_END) fail(cursor, unsigned(what), from);
  return exact <= Number.MAX_SAFE_INTEGER ? Number(exact) : exact;
}

/** Made only for an error: there are millions of numbers. */
function unsigned(what: string): string {
  return `${what} must be a whole number from 0 to 2^64 - 1`;
}

/** Passes over any number. Refuses what is not JSON, and what serde_json calls out of range, such as `1e999`. */
export function skipNumber(cursor: JsonCursor): void {
  const { bytes, at: from } = cursor;
  if (bytes[cursor.at] === 0x2d) cursor.at++;
  const zero = bytes[cursor.at] === 0x30;
  const whole = skipDigits(cursor);
  if (zero && whole > 1) fail(cursor, "a number has leading zeros", from);
  if (bytes[cursor.at] === 0x2e) {
    cursor.at++;
    skipDigits(cursor);
  }
  const byte = bytes[cursor.at];
  const raised = byte === 0x65 || byte === 0x45;
  if (raised) {
    const sign = bytes[++cursor.at];
    if (sign === 0x2b || sign === 0x2d) cursor.at++;
    skipDigits(cursor);
  }
  // Without an exponent it takes more than 308 digits to leave the range.
  if (!raised && whole <= MAX_POWER) return;
  if (isOutOfRange(DECODER.decode(bytes.subarray(from, cursor.at)))) {
    fail(cursor, "a number is out of the range of a double", from);
  }
}

/**
 * Whether serde_json 1.0 refuses a number as out of range: `parse_integer`, `parse_decimal`, `parse_exponent` and
 * `f64_from_parts` of its `de.rs`, without the `float_roundtrip` feature. It keeps the digits that fit a `u64`, rounds them to
 * a double, and multiplies by the power of ten; so its limit is not quite that of a double.
 */
function isOutOfRange(text: string): boolean {
  const [digits = "", power = "0"] = text.replace(/^-/, "").split(/e/i);
  const [whole = "", fraction = ""] = digits.split(".");
  const leading = significantDigits(0n, whole);
  const following = significantDigits(leading.significand, fraction);
  const raised = Number(power);
  if (following.significand === 0n || raised < -MAX_EXPONENT) return false;
  if (raised > MAX_EXPONENT) return true;
  const exponent = whole.length - leading.count - following.count + raised;
  if (exponent < 0) return false;
  return exponent > MAX_POWER ||
    Number(following.significand) * Number(`1e${exponent}`) === Infinity;
}

function significantDigits(significand: bigint, digits: string) {
  let count = 0;
  for (; count < digits.length; count++) {
    // A hundred million zeros are passed over in no time.
    if (significand === 0n && digits[count] === "0") continue;
    const next = significand * 10n + BigInt(digits[count]!);
    if (next >= U64_END) break;
    significand = next;
  }
  return { significand, count };
}

function skipDigits(cursor: JsonCursor): number {
  const from = cursor.at;
  while (isDigit(cursor.bytes[cursor.at])) cursor.at++;
  const count = cursor.at - from;
  if (count === 0) {
    fail(cursor, `a number needs a digit, not ${describeByte(cursor.bytes[cursor.at])}`);
  }
  return count;
}

function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function continuesNumber(byte: number | undefined): boolean {
  return byte === 0x2e || byte === 0x65 || byte === 0x45;
}
