/**
 * The index of sharded files: `pytorch_model.bin.index.json`.
 *
 * @module
 */
import { MalformedCheckpointError, printable, quoteName } from "@tensorferry/core";
import { isPlainPath } from "../folder/plain_path.ts";
import { isObject, readJson } from "../folder/read_json.ts";

/** Bytes that an index may have: the largest on the Hub have a few MB. */
const MAX_INDEX_BYTES: number = 200_000_000;

/**
 * Reads an index: the file of each tensor by name, relative to the folder of the index.
 *
 * @throws MalformedCheckpointError when it is not an index, or names a file outside its folder.
 */
export function readIndex(path: string): ReadonlyMap<string, string> {
  const index = readJson(path, MAX_INDEX_BYTES);
  const weightMap = isObject(index) ? index["weight_map"] : undefined;
  if (!isObject(weightMap)) throw malformed(path, "it has no weight_map");
  const files = new Map<string, string>();
  for (const [name, file] of Object.entries(weightMap)) {
    if (typeof file !== "string") {
      throw malformed(path, `tensor ${quoteName(name)} is said to be in no file`);
    }
    // An index comes with the checkpoint, from anywhere: a path such as `/etc/shadow` must not be opened.
    if (!isPlainPath(file)) {
      throw malformed(
        path,
        `tensor ${quoteName(name)} is said to be in ${
          quoteName(file)
        }, which is outside the folder`,
      );
    }
    files.set(name, file);
  }
  return files;
}

function malformed(path: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `${why}. Fetch the index again, or give the path of the file that holds the tensors`,
  );
}
