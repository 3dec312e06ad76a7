/**
 * Sizes in bytes as people write them.
 *
 * @module
 */
import { OptionError } from "../errors.ts";

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/**
 * Reads a size such as `5GB` (decimal, as transformers counts shards), `64MiB` (binary) or `1048576`, in bytes.
 *
 * @throws OptionError when it is not a size, or less than one byte.
 *
 * @example
 * ```ts
 * import { parseByteSize } from "@tensorferry/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(parseByteSize("5GB"), 5_000_000_000);
 * assert.equal(parseByteSize("64MiB"), 67_108_864);
 * ```
 */
export function parseByteSize(text: string): number {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = UNITS[unit?.toLowerCase() ?? "?"];
  const bytes = Math.floor(Number(number) * (factor ?? NaN));
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw new OptionError(
      `Cannot read ${
        JSON.stringify(text)
      } as a size: write a number with kB, MB, GB, TB (decimal) or KiB, MiB, GiB, TiB ` +
        `(binary), such as 5GB or 64MiB`,
    );
  }
  return bytes;
}

/** A size for people: three digits and a decimal unit. */
export function formatByteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let [value, unit] = [bytes, ""];
  for (const next of ["kB", "MB", "GB", "TB", "PB"]) {
    if (value < 999.5) break;
    [value, unit] = [value / 1000, next];
  }
  return `${Number(value.toPrecision(3))} ${unit}`;
}
