/**
 * The index of a sharded checkpoint: `*.safetensors.index.json`.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import { type ByteSource, MalformedCheckpointError, printable, quoteName } from "@tensorferry/core";
import {
  exceed,
  expectEnd,
  fail,
  type JsonCursor,
  jsonCursor,
  JsonError,
  skipSpace,
} from "../json/cursor.ts";
import { isString, scanString, takeName } from "../json/string.ts";
import { readObject } from "../json/structure.ts";
import { skipValue } from "../json/value.ts";
import { MAX_NAMES } from "../limits.ts";

/**
 * Bytes that an index may have. It repeats no shapes but names a shard per tensor: the index of the 700,000 tensors that one
 * header can hold takes about 90 MB, twice that where names are escaped.
 */
const MAX_INDEX_BYTES = 200_000_000;

/**
 * Reads an index: the file of each tensor by name, relative to the folder of the index.
 *
 * Stricter than Python's `json.load`: a name given twice would mean one of two files, and is refused.
 *
 * @throws MalformedCheckpointError when it is not an index, or names a file outside its folder.
 * @throws SourceReadError when it cannot be read.
 */
export async function readIndex(source: ByteSource): Promise<ReadonlyMap<string, string>> {
  const { name, byteLength } = source;
  if (byteLength > MAX_INDEX_BYTES) {
    throw malformed(
      name,
      `it has ${byteLength} bytes, and an index has ${MAX_INDEX_BYTES} at the most`,
    );
  }
  const bytes = new Uint8Array(byteLength);
  await source.read(0, bytes);
  if (!isUtf8(bytes)) throw malformed(name, "it is not UTF-8");
  try {
    return parseIndex(jsonCursor(bytes));
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw malformed(name, `${error.why}, at byte ${error.at}`);
  }
}

function parseIndex(cursor: JsonCursor): Map<string, string> {
  const keys = new Set<string>();
  let weightMap: Map<string, string> | undefined;
  skipSpace(cursor);
  readObject(cursor, "the index", () => {
    const at = cursor.from;
    const isWeightMap = isString(cursor, "weight_map");
    const key = takeName(cursor, "a key of the index");
    if (keys.size === MAX_NAMES) exceed(cursor, `it has more than ${MAX_NAMES} keys`);
    if (keys.has(key)) fail(cursor, `${quoteName(key)} is given twice`, at);
    keys.add(key);
    if (isWeightMap) weightMap = readWeightMap(cursor);
    else skipValue(cursor, "the index");
  });
  expectEnd(cursor);
  return weightMap ?? fail(cursor, "it has no weight_map");
}

function readWeightMap(cursor: JsonCursor): Map<string, string> {
  const weightMap = new Map<string, string>();
  // Thousands of tensors name one file, so each file is checked and kept once.
  const files = new Map<string, string>();
  readObject(cursor, "weight_map", () => {
    const at = cursor.from;
    const tensor = takeName(cursor, "the name of a tensor");
    if (weightMap.size === MAX_NAMES) exceed(cursor, `it has more than ${MAX_NAMES} tensors`);
    if (weightMap.has(tensor)) fail(cursor, `tensor ${quoteName(tensor)} is given twice`, at);
    scanString(cursor, "a file in weight_map");
    const file = takeName(cursor, "the name of a file");
    let known = files.get(file);
    if (known === undefined) {
      const why = whyOutside(file);
      if (why !== undefined) {
        fail(cursor, `tensor ${quoteName(tensor)} is said to be in ${quoteName(file)}, ${why}`, at);
      }
      files.set(file, file);
      known = file;
    }
    weightMap.set(tensor, known);
  });
  return weightMap;
}

/**
 * Why a path from an index might leave its folder on some system; nothing for a path that stays.
 *
 * An index comes with the checkpoint, from anywhere: a path such as `/etc/shadow` or `\\host\share` must not be opened.
 */
function whyOutside(path: string): string | undefined {
  if (path.includes("\0")) return "which has a NUL";
  if (path.includes("\\")) return "which has a backslash";
  if (/^[A-Za-z]:/.test(path)) return "which has a drive letter";
  if (path.startsWith("/")) return "which is absolute";
  if (path.split("/").some((part) => part === "" || part === "." || part === "..")) {
    return "which is not a plain path within the folder";
  }
}

function malformed(path: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `${why}. Fetch the index again, or give the path of the shard that holds the tensors`,
  );
}
