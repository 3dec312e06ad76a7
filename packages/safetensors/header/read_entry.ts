/**
 * One entry of a header, in every form that the reference takes.
 *
 * @module
 */
import { type DType, quoteName } from "@tensorferry/core";
import { findDType } from "../dtype_tag.ts";
import { exceed, fail, type JsonCursor } from "../json/cursor.ts";
import { readUnsigned } from "../json/number.ts";
import { checkEscapes, isString, scanString, takeString } from "../json/string.ts";
import { isAtArray, isAtObject, readArray, readObject } from "../json/structure.ts";
import { skipLiteral, skipValue } from "../json/value.ts";
import { MAX_DIMENSIONS } from "../limits.ts";
import type { DimensionSize } from "./header.ts";
import { type Beginning, keepBeginning, readKnownEntry } from "./known_beginnings.ts";
import { entryOf, type RawEntry } from "./raw_entry.ts";

/** The fields of an entry as they are read. */
interface Fields {
  dtype?: DType;
  shape?: readonly DimensionSize[];
  start?: number | bigint;
  end?: number | bigint;
  /** Where the offsets begin, behind their bracket, while they are what was read last. */
  offsetsAt?: number | undefined;
}

/**
 * Reads `{"dtype":…,"shape":…,"data_offsets":…}`.
 *
 * As serde 1.0 derives it for `TensorInfo`: other fields are passed over, one of these three twice is refused, and an array of
 * the three in this order does as well.
 *
 * @param known Beginnings of entries of the same header, to which that of this one is added.
 */
export function readEntry(cursor: JsonCursor, known: Beginning[], dataPosition: number): RawEntry {
  return readKnownEntry(cursor, known, dataPosition) ?? readFields(cursor, known, dataPosition);
}

function readFields(cursor: JsonCursor, known: Beginning[], dataPosition: number): RawEntry {
  const begin = cursor.at;
  const fields: Fields = {};
  if (isAtArray(cursor)) readInOrder(cursor, fields);
  else readObject(cursor, "a tensor's entry", () => readField(cursor, fields));
  const { dtype, shape, start, end, offsetsAt } = fields;
  if (dtype === undefined) fail(cursor, "a tensor's entry has no dtype", begin);
  if (shape === undefined) fail(cursor, "a tensor's entry has no shape", begin);
  if (start === undefined || end === undefined) {
    fail(cursor, "a tensor's entry has no data_offsets", begin);
  }
  if (offsetsAt !== undefined) {
    keepBeginning(known, { text: cursor.bytes.subarray(begin, offsetsAt), dtype, shape });
  }
  return entryOf(dtype, shape, start, end, dataPosition);
}

function readField(cursor: JsonCursor, fields: Fields): void {
  fields.offsetsAt = undefined;
  if (isString(cursor, "dtype")) {
    if (fields.dtype !== undefined) fail(cursor, "dtype is given twice");
    fields.dtype = readDType(cursor);
  } else if (isString(cursor, "shape")) {
    if (fields.shape !== undefined) fail(cursor, "shape is given twice");
    fields.shape = readShape(cursor);
  } else if (isString(cursor, "data_offsets")) {
    if (fields.start !== undefined) fail(cursor, "data_offsets is given twice");
    const begin = cursor.at;
    readOffsets(cursor, fields);
    fields.offsetsAt = begin + 1;
  } else {
    checkEscapes(cursor);
    skipValue(cursor, "a further field of an entry");
  }
}

function readInOrder(cursor: JsonCursor, fields: Fields): void {
  let count = 0;
  readArray(cursor, "a tensor's entry", () => {
    count++;
    if (count === 1) fields.dtype = readDType(cursor);
    else if (count === 2) fields.shape = readShape(cursor);
    else if (count === 3) readOffsets(cursor, fields);
    else fail(cursor, "a tensor's entry as an array has more than 3 elements");
  });
}

/** A tag, or as serde writes a variant without content, `{"F32":null}`. */
function readDType(cursor: JsonCursor): DType {
  if (!isAtObject(cursor)) {
    scanString(cursor, "dtype");
    return takeDType(cursor);
  }
  const begin = cursor.at;
  const dtypes: DType[] = [];
  readObject(cursor, "dtype", () => {
    dtypes.push(takeDType(cursor));
    if (!skipLiteral(cursor, "null")) fail(cursor, "dtype as an object must hold null");
  });
  const [dtype] = dtypes;
  if (dtype === undefined || dtypes.length > 1) {
    fail(cursor, "dtype as an object must have one key", begin);
  }
  return dtype;
}

/** The dtype that the string scanned last names. */
function takeDType(cursor: JsonCursor): DType {
  return findDType((tag) => isString(cursor, tag)) ??
    fail(
      cursor,
      `dtype ${quoteName(takeString(cursor))} is not one of safetensors 0.8.0`,
      cursor.from,
    );
}

function readShape(cursor: JsonCursor): readonly DimensionSize[] {
  const shape: DimensionSize[] = [];
  readArray(cursor, "shape", () => {
    if (shape.length === MAX_DIMENSIONS) {
      exceed(cursor, `shape has more than ${MAX_DIMENSIONS} dimensions`);
    }
    shape.push(readUnsigned(cursor, "a size in shape"));
  });
  return shape;
}

function readOffsets(cursor: JsonCursor, fields: Fields): void {
  const begin = cursor.at;
  let count = 0;
  readArray(cursor, "data_offsets", () => {
    count++;
    if (count === 1) fields.start = readUnsigned(cursor, "data_offsets");
    else if (count === 2) fields.end = readUnsigned(cursor, "data_offsets");
    else fail(cursor, "data_offsets has more than 2 numbers");
  });
  if (count < 2) fail(cursor, "data_offsets has fewer than 2 numbers", begin);
}
