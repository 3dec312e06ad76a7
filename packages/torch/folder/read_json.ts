/**
 * Small JSON files of a checkpoint.
 *
 * @module
 */
import { MalformedCheckpointError, openFile, printable } from "@tensorferry/core";

/**
 * Reads a JSON file as a whole.
 *
 * @throws MalformedCheckpointError when it has more than `most` bytes, or is not JSON.
 * @throws NotACheckpointError when there is no regular file.
 */
export function readJson(path: string, most: number): unknown {
  const source = openFile(path);
  try {
    if (source.byteLength > most) {
      throw malformed(path, `it has ${source.byteLength} bytes, and at most ${most} are read`);
    }
    const bytes = new Uint8Array(source.byteLength);
    source.read(0, bytes);
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    // What is thrown for bytes that are not UTF-8, and for text that is not JSON.
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    throw malformed(path, `it is not JSON: ${printable(error.message)}`);
  } finally {
    source.close();
  }
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(path: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(printable(path), why);
}
