import assert from "node:assert/strict";
import { OptionError } from "../errors.ts";
import { formatByteSize, parseByteSize } from "./byte_size.ts";

const SIZES: readonly [text: string, bytes: number][] = [
  ["5GB", 5e9],
  ["1.5 MB", 1.5e6],
  ["20kB", 20e3],
  ["20 kb", 20e3],
  ["64MiB", 64 * 2 ** 20],
  ["2GiB", 2 * 2 ** 30],
  ["1TB", 1e12],
  ["512", 512],
  ["7B", 7],
];

for (const [text, bytes] of SIZES) {
  Deno.test(`parseByteSize(${JSON.stringify(text)}) is ${bytes}`, () =>
    assert.equal(parseByteSize(text), bytes));
}

for (
  const text of ["", "GB", "5G", "-1GB", "1e9", "5 GB GB", "0", "0.1B", "9999999TB", "NaN", "∞"]
) {
  Deno.test(`parseByteSize(${JSON.stringify(text)}) is refused`, () => {
    assert.throws(() => parseByteSize(text), OptionError);
  });
}

Deno.test("formatByteSize() gives three digits and a decimal unit", () => {
  assert.deepEqual([0, 999, 1000, 672_000, 999_600, 4.1e9].map(formatByteSize), [
    "0 B",
    "999 B",
    "1 kB",
    "672 kB",
    "1 MB",
    "4.1 GB",
  ]);
});
