/**
 * From the bytes of a header to its tensors.
 *
 * @module
 */
import {
  exceed,
  expectEnd,
  fail,
  type JsonCursor,
  jsonCursor,
  JsonError,
  JsonLimitError,
  skipSpace,
} from "../json/cursor.ts";
import { isString, readString, takeName, takeString } from "../json/string.ts";
import { readObject } from "../json/structure.ts";
import { skipLiteral } from "../json/value.ts";
import { MAX_NAMES } from "../limits.ts";
import { SafetensorsError, type SafetensorsRule } from "../safetensors_error.ts";
import { isUtf8 } from "../utf8.ts";
import { checkEntries } from "./check_entries.ts";
import { LENGTH_BYTES, METADATA_KEY, type SafetensorsHeader, type TensorEntry } from "./header.ts";
import { type RawEntry, readRawEntry } from "./raw_entry.ts";
import type { KnownShapes } from "./shape.ts";

/**
 * Parses a header, and checks it against the size of its file, where that is known.
 *
 * The verdict is that of the crate 0.8.0 (`SafeTensors::read_metadata`) for every file, down to what serde_json makes of
 * duplicate keys, escapes, numbers and depth: a name given twice means its last entry, `__metadata__` twice is refused, and
 * further fields of an entry are passed over.
 *
 * @param json The bytes of the header, without the length before them.
 * @param file What the file is called in errors, and its size in bytes; without it, as in a stream, the header says what is to come.
 * @throws SafetensorsError when the header breaks a rule of the format.
 */
export function parseHeader(
  json: Uint8Array,
  file: { readonly name: string; readonly byteLength?: number },
): SafetensorsHeader {
  if (!isUtf8(json)) {
    throw new SafetensorsError("InvalidHeader", file.name, "the header is not UTF-8");
  }
  const { metadata, entries } = readEntries(json, file.name);
  const { inOrder, end } = checkEntries(file.name, entries);
  const dataPosition = LENGTH_BYTES + json.length;
  // A stream is held to its header when it ends. One that is said to be longer than numbers are exact does not.
  const dataBytes = file.byteLength === undefined
    ? Math.min(Number(end), Number.MAX_SAFE_INTEGER - dataPosition)
    : file.byteLength - dataPosition;
  if (end !== dataBytes) {
    throw new SafetensorsError(
      "MetadataIncompleteBuffer",
      file.name,
      `its tensors take ${end} bytes, but ${dataBytes}${
        file.byteLength === undefined ? " at most" : ""
      } follow the header`,
    );
  }
  const tensors = new Map<string, TensorEntry>();
  for (const [name, { dtype, shape, start, end }] of inOrder) {
    // Offsets that passed the checks lie within the file, so they are exact as numbers.
    const position = dataPosition + Number(start);
    tensors.set(name, { dtype, shape, position, byteLength: Number(end) - Number(start) });
  }
  return { metadata, tensors, dataPosition };
}

interface Entries {
  metadata: Map<string, string> | undefined;
  entries: Map<string, RawEntry>;
}

function readEntries(json: Uint8Array, path: string): Entries {
  const cursor = jsonCursor(json);
  let name: string | undefined;
  try {
    const read: Entries = { metadata: undefined, entries: new Map() };
    const shapes: KnownShapes = [];
    let metadataSeen = false;
    skipSpace(cursor);
    readObject(cursor, "the header", () => {
      if (isString(cursor, METADATA_KEY)) {
        if (metadataSeen) fail(cursor, `${METADATA_KEY} is given twice`);
        metadataSeen = true;
        read.metadata = readMetadata(cursor);
      } else {
        if (read.entries.size === MAX_NAMES) {
          exceed(cursor, `it has more than ${MAX_NAMES} tensors`);
        }
        name = takeName(cursor, "the name of a tensor");
        read.entries.set(name, readRawEntry(cursor, shapes));
        name = undefined;
      }
    });
    expectEnd(cursor);
    return read;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const found = `${error.why}, at byte ${error.at} of the header`;
    const [rule, verdict]: [SafetensorsRule, string] = error instanceof JsonLimitError
      ? ["TooLarge", "is beyond a limit"]
      : ["InvalidHeaderDeserialization", "is described wrongly"];
    throw new SafetensorsError(
      rule,
      path,
      name === undefined ? found : `${verdict}: ${found}`,
      name,
    );
  }
}

/** Text by name, or `null`, which is as good as none. A key given twice means its last value. */
function readMetadata(cursor: JsonCursor): Map<string, string> | undefined {
  if (skipLiteral(cursor, "null")) return undefined;
  const metadata = new Map<string, string>();
  readObject(cursor, METADATA_KEY, () => {
    const key = takeString(cursor);
    if (metadata.size === MAX_NAMES) {
      exceed(cursor, `${METADATA_KEY} has more than ${MAX_NAMES} entries`);
    }
    metadata.set(key, readString(cursor, `a value of ${METADATA_KEY}`));
  });
  return metadata;
}
