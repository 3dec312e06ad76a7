/**
 * The header of a file, in two reads.
 *
 * @module
 */
import type { ByteSource } from "@tensorferry/core";
import { SafetensorsError } from "../safetensors_error.ts";
import { LENGTH_BYTES, MAX_HEADER_BYTES, type SafetensorsHeader } from "./header.ts";
import { parseHeader } from "./parse_header.ts";

/**
 * Reads the header of a safetensors file: its first 8 bytes and the header itself, nothing of its data.
 *
 * @example Naming the tensors of a file
 * ```ts
 * import { encodeSafetensors, memorySource, readHeader } from "@tensorferry/safetensors";
 * import { deepEqual } from "node:assert/strict";
 *
 * const file = encodeSafetensors([
 *   { name: "bias", dtype: "uint8", shape: [2], bytes: new Uint8Array([1, 2]) },
 * ]);
 * const header = await readHeader(memorySource("tiny.safetensors", file));
 *
 * deepEqual([...header.tensors.keys()], ["bias"]);
 * deepEqual(header.metadata?.get("format"), "pt");
 * ```
 *
 * @throws SafetensorsError when the file is not safetensors 0.8.0, or not whole.
 * @throws SourceReadError when it cannot be read.
 */
export async function readHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const length = await readHeaderLength(source);
  const json = new Uint8Array(length);
  await source.read(LENGTH_BYTES, json);
  return parseHeader(json, source);
}

/** The size of the header in bytes, padding included. */
async function readHeaderLength(source: ByteSource): Promise<number> {
  const { name, byteLength } = source;
  if (byteLength < LENGTH_BYTES) {
    throw new SafetensorsError(
      "HeaderTooSmall",
      name,
      `it has ${byteLength} bytes, and the length of its header alone takes ${LENGTH_BYTES}`,
    );
  }
  const bytes = new Uint8Array(LENGTH_BYTES);
  await source.read(0, bytes);
  const length = new DataView(bytes.buffer).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw new SafetensorsError(
      "HeaderTooLarge",
      name,
      `its header is said to have ${length} bytes, and ${MAX_HEADER_BYTES} are the most`,
    );
  }
  if (LENGTH_BYTES + Number(length) > byteLength) {
    throw new SafetensorsError(
      "InvalidHeaderLength",
      name,
      `its header is said to have ${length} bytes, but only ${byteLength - LENGTH_BYTES} follow`,
    );
  }
  return Number(length);
}
