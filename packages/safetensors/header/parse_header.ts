/**
 * From the bytes of a header to its tensors.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
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
import { checkEntries } from "./check_entries.ts";
import { LENGTH_BYTES, METADATA_KEY, type SafetensorsHeader, type TensorEntry } from "./header.ts";
import type { Beginning } from "./known_beginnings.ts";
import type { RawEntry } from "./raw_entry.ts";
import { readEntry } from "./read_entry.ts";
import { difference } from "./tensor_bits.ts";

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
  const dataPosition = LENGTH_BYTES + json.length;
  const { metadata, entries } = readEntries(json, file.name, dataPosition);
  const { inOrder, end } = checkEntries(file.name, entries, dataPosition);
  // A stream is held to its header when it ends. One that is said to be longer than numbers are exact does not.
  const fileBytes = file.byteLength ?? Math.min(Number(end), Number.MAX_SAFE_INTEGER);
  if (end !== fileBytes) {
    throw new SafetensorsError(
      "MetadataIncompleteBuffer",
      file.name,
      `its tensors take ${difference(end, dataPosition)} bytes, but ${fileBytes - dataPosition}${
        file.byteLength === undefined ? " at most" : ""
      } follow the header`,
    );
  }
  // What ends within the file, from its data on, is at places that are exact as numbers.
  return { metadata, tensors: inOrder as ReadonlyMap<string, TensorEntry>, dataPosition };
}

interface Entries {
  metadata: Map<string, string> | undefined;
  entries: Map<string, RawEntry>;
}

function readEntries(json: Uint8Array, path: string, dataPosition: number): Entries {
  const cursor = jsonCursor(json);
  let name: string | undefined;
  try {
    const read: Entries = { metadata: undefined, entries: new Map() };
    const known: Beginning[] = [];
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
        read.entries.set(name, readEntry(cursor, known, dataPosition));
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
