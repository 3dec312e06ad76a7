import { equal, throws } from "node:assert/strict";
import { jsonCursor, JsonError } from "./cursor.ts";
import { readUnsigned, skipNumber } from "./number.ts";

const cursorAt = (text: string) => jsonCursor(new TextEncoder().encode(text));

Deno.test("readUnsigned() is exact up to 2^64 - 1", () => {
  const cases: [string, number | bigint][] = [
    ["0", 0],
    ["7]", 7],
    ["999999999999999", 999999999999999],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
    ["9007199254740992", 9007199254740992n],
    ["9007199254740993", 9007199254740993n],
    ["18446744073709551615,", 18446744073709551615n],
  ];
  for (const [text, value] of cases) equal(readUnsigned(cursorAt(text), "it"), value);
});

Deno.test("readUnsigned() refuses all else", () => {
  const huge = "9".repeat(1_000_000);
  for (const text of ["", "-0", "01", "1.0", "1e0", "1E0", "x", "18446744073709551616", huge]) {
    throws(() => readUnsigned(cursorAt(text), "it"), JsonError);
  }
});

// Where serde_json and a double part: it keeps the digits that fit 64 bits, and multiplies once.
Deno.test("skipNumber() has the range of serde_json", () => {
  const taken = [
    "-0",
    "0.0e99999999999",
    "1e308",
    "17976931348623157e292",
    "1e-99999999999",
    `0.${"0".repeat(400)}1e500`,
    "9".repeat(308),
  ];
  const refused = [
    "1e309",
    "17976931348623158e292",
    "-1e99999999999",
    "9".repeat(310),
    "1.e1",
    "1e",
    "-",
    "00",
    "1.",
  ];
  for (const text of taken) {
    const cursor = cursorAt(text);
    skipNumber(cursor);
    equal(cursor.at, text.length);
  }
  for (const text of refused) throws(() => skipNumber(cursorAt(text)), JsonError, text);
});
