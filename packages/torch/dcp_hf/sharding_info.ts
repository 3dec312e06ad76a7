/**
 * What a shard says of where its tensors belong.
 *
 * @module
 */
import { MalformedCheckpointError, printable, quoteName } from "@tensorferry/core";
import { isObject } from "../folder/read_json.ts";

/** The key of `__metadata__` under which a shard keeps it (`checkpoint/_hf_utils.py`, torch 2.13). */
export const SHARDING_INFO_KEY = "DCP_SHARDING_INFO";

/** Characters of it that are read: about 100 per tensor, and in memory up to 50 times as many bytes as JSON (`[[[…`). */
const MAX_INFO_LENGTH: number = 16 * 2 ** 20;

/**
 * Where each tensor of a shard begins in the whole, by name: `{"<name>": {"saved_offsets": [0, 128]}}`.
 *
 * @param shared Answers a list that is shared with other shards for one with the same numbers.
 * @throws MalformedCheckpointError when the shard does not say it.
 */
export function parseShardingInfo(
  path: string,
  metadata: ReadonlyMap<string, string> | undefined,
  shared: (offsets: readonly number[]) => readonly number[],
): ReadonlyMap<string, readonly number[]> {
  const text = metadata?.get(SHARDING_INFO_KEY);
  if (text !== undefined && text.length > MAX_INFO_LENGTH) {
    throw malformed(
      path,
      `its ${SHARDING_INFO_KEY} has ${text.length} characters, and at most ${MAX_INFO_LENGTH} are read`,
    );
  }
  if (text === undefined) {
    throw malformed(
      path,
      `it is called as the shard of a rank is, and has no ${SHARDING_INFO_KEY} in its metadata`,
    );
  }
  const info = parsed(path, text);
  const offsets = new Map<string, readonly number[]>();
  for (const name of Object.keys(info)) {
    const entry = info[name];
    const saved = isObject(entry) ? entry["saved_offsets"] : undefined;
    if (!Array.isArray(saved) || !saved.every(isOffset)) {
      throw malformed(
        path,
        `its ${SHARDING_INFO_KEY} does not say where tensor ${quoteName(name)} begins`,
      );
    }
    offsets.set(name, shared(saved));
  }
  return offsets;
}

function isOffset(n: unknown): n is number {
  return Number.isSafeInteger(n) && n as number >= 0;
}

function parsed(path: string, text: string): Readonly<Record<string, unknown>> {
  let info: unknown;
  try {
    info = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (isObject(info)) return info;
  throw malformed(path, `its ${SHARDING_INFO_KEY} is no JSON object`);
}

function malformed(path: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `${why}. Remove the file when it is not of this checkpoint, or else write it again with torch`,
  );
}
