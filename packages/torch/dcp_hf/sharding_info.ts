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
  const plain = plainOffsets(text, shared);
  if (plain !== undefined) return plain;
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

/** What stands between a name and its offsets where Python's `json.dumps` wrote it. */
const BETWEEN = '": {"saved_offsets": [';
/** Escapes; and what is not printable ASCII, which `json.dumps` escapes. */
const NOT_PLAIN = /[^ -[\]-~]/;

/**
 * The same of text just as `json.dumps` writes it, with names of plain characters: lists of the same text are made once, and nothing
 * else is made for a tensor. Nothing for any other text.
 */
function plainOffsets(
  text: string,
  shared: (offsets: readonly number[]) => readonly number[],
): ReadonlyMap<string, readonly number[]> | undefined {
  if (NOT_PLAIN.test(text) || !text.startsWith('{"')) return undefined;
  const offsets = new Map<string, readonly number[]>();
  const lists = new Map<string, readonly number[]>();
  for (let from = 2;;) {
    const end = text.indexOf('"', from);
    if (!text.startsWith(BETWEEN, end)) return undefined;
    const stop = text.indexOf("]", end + BETWEEN.length);
    if (stop < 0) return undefined;
    const list = text.slice(end + BETWEEN.length, stop);
    let saved = lists.get(list);
    if (saved === undefined) {
      const numbers = list === "" ? [] : list.split(", ");
      if (!numbers.every((number) => PLAIN_OFFSET.test(number))) return undefined;
      saved = shared(numbers.map(Number));
      lists.set(list, saved);
    }
    offsets.set(text.slice(from, end), saved);
    if (text.startsWith('}, "', stop + 1)) from = stop + 5;
    else return stop + 3 === text.length && text.endsWith("}}") ? offsets : undefined;
  }
}

/** Digits of a number that is exact whatever they are. */
const PLAIN_OFFSET = /^(?:0|[1-9][0-9]{0,14})$/;

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
