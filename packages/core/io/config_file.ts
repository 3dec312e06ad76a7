/**
 * `config.json`: read as Python writes it, changed without touching the rest of its text.
 *
 * @module
 */
import { MalformedCheckpointError } from "../errors.ts";
import type { DType } from "../dtype.ts";
import type { ModelConfig } from "../rule/value.ts";

/** Text in quotes, or a word that Python's `json` writes and JSON does not know. */
const STRING_OR_PYTHON_NUMBER = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** The key that says in what dtype the weights are: that of transformers 5, and that of versions before. */
const DTYPE_ENTRY = /("(?:torch_)?dtype"\s*:\s*")[a-z0-9_]+(")/g;

/**
 * Parses a config. Infinite numbers, which Python writes and JSON lacks, become null.
 *
 * @throws MalformedCheckpointError when it is not a JSON object.
 */
export function parseConfig(text: string, path: string): ModelConfig {
  const json = text.replace(
    STRING_OR_PYTHON_NUMBER,
    (found) => found.startsWith('"') ? found : "null",
  );
  let config: unknown;
  try {
    config = JSON.parse(json);
  } catch (cause) {
    throw new MalformedCheckpointError(path, `it is not JSON: ${(cause as Error).message}`, {
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
