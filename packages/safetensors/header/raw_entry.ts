/**
 * One entry of a header, in every form that the reference takes.
 *
 * @module
 */
import { type DType, quoteName } from "@tensorferry/core";
import { findDType } from "../dtype_tag.ts";
import { fail, type JsonCursor } from "../json/cursor.ts";
import { readUnsigned } from "../json/number.ts";
import { isString, scanString, takeString } from "../json/string.ts";
import { isAtArray, isAtObject, readArray, readObject } from "../json/structure.ts";
import { skipLiteral, skipValue } from "../json/value.ts";
import type { DimensionSize } from "./header.ts";

/** An entry as the header writes it, before it is checked against the others. Offsets count from the data. */
export interface RawEntry {
  readonly dtype: DType;
  readonly shape: readonly DimensionSize[];
  readonly start: number | bigint;
  readonly end: number | bigint;
}

interface Fields {
  dtype?: DType;
  shape?: DimensionSize[];
  offsets?: [start: number | bigint, end: number | bigint];
}

/**
 * Reads `{"dtype":…,"shape":…,"data_offsets":…}`.
 *
 * As serde 1.0 derives it for `TensorInfo`: other fields are passed over, one of these three twice is refused, and an array of
 * the three in this order does as well.
 */
export function readRawEntry(cursor: JsonCursor): RawEntry {
  const begin = cursor.at;
  const fields: Fields = {};
  if (isAtArray(cursor)) readFieldsInOrder(cursor, fields);
  else readObject(cursor, "a tensor's entry", () => readField(cursor, fields));
  const { dtype, shape, offsets } = fields;
  if (dtype === undefined) fail(cursor, "a tensor's entry has no dtype", begin);
  if (shape === undefined) fail(cursor, "a tensor's entry has no shape", begin);
  if (offsets === undefined) fail(cursor, "a tensor's entry has no data_offsets", begin);
  return { dtype, shape, start: offsets[0], end: offsets[1] };
}

function readField(cursor: JsonCursor, fields: Fields): void {
  if (isString(cursor, "dtype")) {
    if (fields.dtype !== undefined) fail(cursor, "dtype is given twice");
    fields.dtype = readDType(cursor);
  } else if (isString(cursor, "shape")) {
    if (fields.shape !== undefined) fail(cursor, "shape is given twice");
    fields.shape = readShape(cursor);
  } else if (isString(cursor, "data_offsets")) {
    if (fields.offsets !== undefined) fail(cursor, "data_offsets is given twice");
    fields.offsets = readOffsets(cursor);
  } else {
    skipValue(cursor, "a further field of an entry");
  }
}

function readFieldsInOrder(cursor: JsonCursor, fields: Fields): void {
  let count = 0;
  readArray(cursor, "a tensor's entry", () => {
    count++;
    if (count === 1) fields.dtype = readDType(cursor);
    else if (count === 2) fields.shape = readShape(cursor);
    else if (count === 3) fields.offsets = readOffsets(cursor);
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

function readShape(cursor: JsonCursor): DimensionSize[] {
  const shape: DimensionSize[] = [];
  readArray(cursor, "shape", () => {
    shape.push(readUnsigned(cursor, "a size in shape"));
  });
  return shape;
}

function readOffsets(cursor: JsonCursor): [number | bigint, number | bigint] {
  const begin = cursor.at;
  const offsets: (number | bigint)[] = [];
  readArray(cursor, "data_offsets", () => {
    if (offsets.length === 2) fail(cursor, "data_offsets has more than 2 numbers");
    offsets.push(readUnsigned(cursor, "data_offsets"));
  });
  const [start, end] = offsets;
  if (start === undefined || end === undefined) {
    fail(cursor, "data_offsets has fewer than 2 numbers", begin);
  }
  return [start, end];
}
