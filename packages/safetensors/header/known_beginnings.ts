/**
 * Entries that begin as others of the same header do.
 *
 * A model has a hundred thousand tensors and ten shapes, and a writer says dtype and shape in the same words each time, with the
 * offsets behind them. What the same bytes mean is read once; and the tensors share one shape, which takes less memory than their
 * names.
 *
 * @module
 */
import type { DType } from "@tensorferry/core";
import { type JsonCursor, skipSpace } from "../json/cursor.ts";
import { readUnsigned } from "../json/number.ts";
import type { DimensionSize } from "./header.ts";
import { entryOf, type RawEntry } from "./raw_entry.ts";

/** An entry up to its offsets, and what it says. */
export interface Beginning {
  /** From the brace of the entry to the bracket of its `data_offsets`, which is its last field. */
  readonly text: Uint8Array;
  readonly dtype: DType;
  readonly shape: readonly DimensionSize[];
}

/** Beginnings that are kept: more than a model has, too few to matter where all differ. */
const MOST_KNOWN = 32;

const COMMA = 0x2c;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;

/** Keeps a beginning, unless there are many. */
export function keepBeginning(known: Beginning[], beginning: Beginning): void {
  if (known.length < MOST_KNOWN) known.push(beginning);
}

/**
 * Reads the entry at the cursor if it begins as one of these, and ends with its offsets. Nothing otherwise, with the cursor where it
 * was.
 */
export function readKnownEntry(
  cursor: JsonCursor,
  known: Beginning[],
  dataPosition: number,
): RawEntry | undefined {
  const beginning = beginningAt(cursor, known);
  if (beginning === undefined) return undefined;
  const from = cursor.at;
  cursor.at += beginning.text.length;
  skipSpace(cursor);
  const start = readUnsigned(cursor, "data_offsets");
  if (isNext(cursor, COMMA)) {
    skipSpace(cursor);
    const end = readUnsigned(cursor, "data_offsets");
    if (isNext(cursor, CLOSE_ARRAY) && isNext(cursor, CLOSE_OBJECT)) {
      return entryOf(beginning.dtype, beginning.shape, start, end, dataPosition);
    }
  }
  cursor.at = from;
}

/** The beginning that is at the cursor. It goes to the front: neighbours are alike. */
function beginningAt({ bytes, at }: JsonCursor, known: Beginning[]): Beginning | undefined {
  for (let i = 0; i < known.length; i++) {
    const beginning = known[i]!;
    if (!isAt(bytes, at, beginning.text)) continue;
    known[i] = known[0]!;
    return known[0] = beginning;
  }
}

/** Whether this text, which ends with a bracket, is there. */
function isAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

/** Passes over white space and one byte, if that is next. */
function isNext(cursor: JsonCursor, byte: number): boolean {
  if (skipSpace(cursor) !== byte) return false;
  cursor.at++;
  return true;
}
