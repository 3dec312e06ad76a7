/**
 * Whether a folder has the index of an offload folder, and what that says.
 *
 * @module
 */
import { MalformedCheckpointError, printable } from "@tensorferry/core";
import { join } from "node:path";
import { type JsonLimits, readJson } from "../folder/read_json.ts";
import { INDEX_FILE, isDataName, isOffloadIndex } from "./offload_index.ts";

/**
 * An index has about 140 bytes for a tensor, so this is one of 240,000, more than the model with the most has; and it is three deep.
 * At the worst, of empty objects, it takes 1.2 GB of memory.
 */
export const INDEX_LIMITS: JsonLimits = { bytes: 32 * 2 ** 20, depth: 16 };

const ADVICE =
  "Offload the model again; or, where it is no index of the .dat files beside it, move it away, " +
  "or give the path of the file or index that says where the tensors are";

/**
 * Reads the index of a folder that has files of these names; nothing where there is none.
 *
 * Other programs have an `index.json` too: only where `.dat` files lie beside it must it be one of accelerate's. Whatever other
 * weights are there, those could be some too, and are not passed over.
 *
 * @throws MalformedCheckpointError when it must be one, and is not.
 */
export function readIndex(
  folder: string,
  names: readonly string[],
): Readonly<Record<string, unknown>> | undefined {
  if (!names.includes(INDEX_FILE)) return undefined;
  const required = names.some(isDataName);
  const path = join(folder, INDEX_FILE);
  let index: unknown;
  try {
    index = readJson(path, INDEX_LIMITS, ADVICE);
  } catch (error) {
    if (required || !(error instanceof MalformedCheckpointError)) throw error;
  }
  if (isOffloadIndex(index)) return index;
  if (!required) return undefined;
  throw new MalformedCheckpointError(
    printable(path),
    `it does not say of what dtype and shape tensors are. ${ADVICE}`,
  );
}
