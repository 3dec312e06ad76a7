/**
 * Small JSON files of a checkpoint.
 *
 * @module
 */
import { MalformedCheckpointError, openFile, printable } from "@tensorferry/core";
import { isDeeperThan } from "./json_depth.ts";

/** How large a JSON file may be. */
export interface JsonLimits {
  readonly bytes: number;
  /** Objects and arrays that lie in one another. */
  readonly depth: number;
}

/**
 * Reads a JSON file as a whole.
 *
 * @param advice What to do where it cannot be read.
 * @throws MalformedCheckpointError when it goes beyond a limit, or is not JSON.
 * @throws NotACheckpointError when there is no regular file.
 */
export function readJson(path: string, limits: JsonLimits, advice: string): unknown {
  const source = openFile(path);
  try {
    if (source.byteLength > limits.bytes) {
      const found = `it has ${source.byteLength} bytes, and at most ${limits.bytes} are read`;
      throw malformed(path, found, advice);
    }
    const bytes = new Uint8Array(source.byteLength);
    source.read(0, bytes);
    if (isDeeperThan(bytes, limits.depth)) {
      const found = `more than ${limits.depth} objects and arrays lie in one another`;
      throw malformed(path, found, advice);
    }
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    // What is thrown for bytes that are not UTF-8, and for text that is not JSON.
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    throw malformed(path, `it is not JSON: ${printable(error.message)}`, advice);
  } finally {
    source.close();
  }
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(path: string, why: string, advice: string): MalformedCheckpointError {
  return new MalformedCheckpointError(printable(path), `${why}. ${advice}`);
}
