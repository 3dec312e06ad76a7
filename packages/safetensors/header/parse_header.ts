/**
 * From the bytes of a header to its tensors.
 *
 * @module
 */
import {
  expectEnd,
  fail,
  type JsonCursor,
  jsonCursor,
  JsonError,
  skipSpace,
} from "../json/cursor.ts";
import { isString, readString, takeString } from "../json/string.ts";
import { readObject } from "../json/structure.ts";
import { skipLiteral } from "../json/value.ts";
import { SafetensorsError } from "../safetensors_error.ts";
import { isUtf8 } from "../utf8.ts";
import { checkEntries } from "./check_entries.ts";
import { LENGTH_BYTES, METADATA_KEY, type SafetensorsHeader, type TensorEntry } from "./header.ts";
import { type RawEntry, readRawEntry } from "./raw_entry.ts";

/**
 * Parses a header, and checks it against the size of its file.
 *
 * The verdict is that of the crate 0.8.0 (`SafeTensors::read_metadata`) for every file, down to what serde_json makes of
 * duplicate keys, escapes, numbers and depth: a name given twice means its last entry, `__metadata__` twice is refused, and
 * further fields of an entry are passed over.
 *
 * @param json The bytes of the header, without the length before them.
 * @param file What the file is called in errors, and its size in bytes.
 * @throws SafetensorsError when the header breaks a rule of the format.
 */
export function parseHeader(
  json: Uint8Array,
  file: { readonly name: string; readonly byteLength: number },
): SafetensorsHeader {
  if (!isUtf8(json)) {
    throw new SafetensorsError("InvalidHeader", file.name, "the header is not UTF-8");
  }
  const { metadata, entries } = readEntries(json, file.name);
  const { inOrder, end } = checkEntries(file.name, entries);
  const dataPosition = LENGTH_BYTES + json.length;
  const dataBytes = file.byteLength - dataPosition;
  if (end !== dataBytes) {
    throw new SafetensorsError(
      "MetadataIncompleteBuffer",
      file.name,
      `its tensors take ${end} bytes, but ${dataBytes} follow the header`,
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
    let metadataSeen = false;
    skipSpace(cursor);
    readObject(cursor, "the header", () => {
      if (isString(cursor, METADATA_KEY)) {
        if (metadataSeen) fail(cursor, `${METADATA_KEY} is given twice`);
        metadataSeen = true;
        read.metadata = readMetadata(cursor);
      } else {
        name = takeString(cursor);
        read.entries.set(name, readRawEntry(cursor));
        name = undefined;
      }
    });
    expectEnd(cursor);
    return read;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const found = `${error.why}, at byte ${error.at} of the header`;
    throw new SafetensorsError(
      "InvalidHeaderDeserialization",
      path,
      name === undefined ? found : `is described wrongly: ${found}`,
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
    metadata.set(key, readString(cursor, `a value of ${METADATA_KEY}`));
  });
  return metadata;
}
