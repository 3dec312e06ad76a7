/**
 * The text of a `config.json`.
 *
 * @module
 */
import { NotACheckpointError } from "@tensorferry/core";
import { readFileSync } from "node:fs";

/**
 * Reads a config.
 *
 * @throws NotACheckpointError when it cannot be read.
 */
export function readConfig(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new NotACheckpointError(path, (cause as Error).message, { cause });
  }
}
