/**
 * `config.json`: read as Python writes it, changed without touching the rest of its text.
 *
 * @module
 */
import { basename } from "node:path";
import { MalformedCheckpointError } from "../errors.ts";
import type { DType } from "../dtype.ts";
import { reasonOf } from "../text/reason.ts";
import type { ModelConfig } from "../rule/value.ts";
import { statOf } from "./file_system.ts";

/**
 * A quote, a character that is escaped, or a word that Python's `json` writes and JSON does not know. A pattern for a whole string
 * would overflow the stack of regular expressions on a long one, and take the square of its length on one that does not end.
 */
const QUOTE_OR_PYTHON_NUMBER = /"|\\[^]|-?\bInfinity\b|\bNaN\b/g;

/** A config above this size is not one; the largest of the Hub stay below 1 MB. In memory JSON takes up to 50 times as many (`[[[…`). */
const MAX_CONFIG_BYTES = 4 * 2 ** 20;

/** The key that says in what dtype the weights are: that of transformers 5, and that of versions before. */
const DTYPE_ENTRY = /("(?:torch_)?dtype"\s*:\s*")[a-z0-9_]+(")/g;

/**
 * The text of a config.
 *
 * @throws MalformedCheckpointError when there is no file, or one that is too large.
 */
export function readConfig(path: string): string {
  const stat = statOf(path);
  if (!stat?.isFile) {
    throw new MalformedCheckpointError(path, "it is not a file. Check the path given as config");
  }
  if (stat.size > MAX_CONFIG_BYTES) {
    throw new MalformedCheckpointError(
      path,
      `${stat.size} bytes are too many for a ${
        basename(path)
      }; at most ${MAX_CONFIG_BYTES} are read`,
    );
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Deno.readFileSync(path));
}

/**
 * Parses a config. Infinite numbers, which Python writes and JSON lacks, become null.
 *
 * @throws MalformedCheckpointError when it is not a JSON object.
 */
export function parseConfig(text: string, path: string): ModelConfig {
  let quoted = false;
  const json = text.replace(QUOTE_OR_PYTHON_NUMBER, (found) => {
    if (found === '"') quoted = !quoted;
    return quoted || found === '"' || found.startsWith("\\") ? found : "null";
  });
  let config: unknown;
  try {
    config = JSON.parse(json);
  } catch (cause) {
    throw new MalformedCheckpointError(path, `it is not JSON: ${reasonOf(cause)}`, {
      cause,
    });
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw new MalformedCheckpointError(path, "it holds no JSON object, as a config does");
  }
  return config as ModelConfig;
}

/** The text of a config in which the weights are said to be of another dtype. */
export function withDType(text: string, dtype: DType): string {
  return text.replace(DTYPE_ENTRY, `$1${dtype}$2`);
}
