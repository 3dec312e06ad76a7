/**
 * The checks of a header's entries against each other: `Metadata::validate` in `tensor.rs` of the crate 0.8.0.
 *
 * @module
 */
import type { DType } from "@tensorferry/core";
import { SafetensorsError, type SafetensorsRule } from "../safetensors_error.ts";
import { tagOf } from "../dtype_tag.ts";
import type { RawEntry } from "./raw_entry.ts";
import { bitsOfTensor, canonical, difference, sum } from "./tensor_bits.ts";

/**
 * Checks that the entries lie side by side from the first byte of the data on, each as long as its dtype and shape make it.
 *
 * @returns The entries in the order in which they lie, and where the last one ends, both counted from the beginning of the file.
 * @throws SafetensorsError with the rule that is broken first.
 */
export function checkEntries(
  path: string,
  entries: ReadonlyMap<string, RawEntry>,
  dataPosition: number,
): { inOrder: ReadonlyMap<string, RawEntry>; end: number | bigint } {
  const inOrder = sortByOffsets(entries);
  let end: number | bigint = dataPosition;
  inOrder.forEach((entry, name) => {
    const broken = brokenRule(entry, end, dataPosition);
    if (broken !== undefined) throw new SafetensorsError(broken.rule, path, broken.found, name);
    end = sum(end, entry.byteLength);
  });
  return { inOrder, end };
}

/** By start, then by end; entries with the same offsets stay in the order of the header, where the crate's is arbitrary. */
function sortByOffsets(entries: ReadonlyMap<string, RawEntry>): ReadonlyMap<string, RawEntry> {
  // Writers put entries in order, and then there is nothing to copy.
  if (isSorted(entries.values())) return entries;
  return new Map([...entries].sort(([, a], [, b]) => compareOffsets(a, b)));
}

function isSorted(entries: Iterable<RawEntry>): boolean {
  let last: RawEntry | undefined;
  for (const entry of entries) {
    if (last !== undefined && compareOffsets(last, entry) > 0) return false;
    last = entry;
  }
  return true;
}

function compareOffsets(a: RawEntry, b: RawEntry): number {
  if (a.position !== b.position) return a.position < b.position ? -1 : 1;
  if (a.byteLength !== b.byteLength) return a.byteLength < b.byteLength ? -1 : 1;
  return 0;
}

/** The first rule that an entry breaks which must begin at `expected`. What is found is said as the header does, from the data on. */
function brokenRule(
  { dtype, shape, position, byteLength }: RawEntry,
  expected: number | bigint,
  dataPosition: number,
): { rule: SafetensorsRule; found: string } | undefined {
  if (position !== expected) {
    const what = position > expected ? "leaves a hole" : "overlaps the one before it";
    const [start, end] = [position, expected].map((at) => difference(at, dataPosition));
    return {
      rule: "InvalidOffset",
      found: `begins at ${start} of the data and ${what}, which ends at ${end}`,
    };
  }
  if (byteLength < 0) {
    const start = difference(position, dataPosition);
    return {
      rule: "InvalidOffset",
      found: `ends at ${sum(start, byteLength)}, before it begins at ${start}`,
    };
  }
  const bits = bitsOfTensor(dtype, shape);
  if (bits === undefined) {
    const found = `is ${typeText(dtype, shape)}, which is not below 2^64 bits`;
    return { rule: "ValidationOverflow", found };
  }
  const rest = typeof bits === "number" ? bits % 8 : Number(bits % 8n);
  if (rest !== 0) {
    const found = `is ${typeText(dtype, shape)}, whose ${bits} bits do not fill bytes`;
    return { rule: "MisalignedSlice", found };
  }
  const bytes = typeof bits === "number" ? bits / 8 : canonical(bits / 8n);
  if (bytes !== byteLength) {
    const start = difference(position, dataPosition);
    return {
      rule: "TensorInvalidInfo",
      found: `is ${typeText(dtype, shape)} and takes ${bytes} bytes, ` +
        `but its offsets [${start}, ${sum(start, byteLength)}] span ${byteLength}`,
    };
  }
}

function typeText(dtype: DType, shape: RawEntry["shape"]): string {
  return `${tagOf(dtype)} [${shape.slice(0, 16).join(", ")}${shape.length > 16 ? ", …" : ""}]`;
}
