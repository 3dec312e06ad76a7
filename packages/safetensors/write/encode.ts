/**
 * A whole file in memory.
 *
 * @module
 */
import { bytesOf } from "@tensorferry/core";
import { outlineSafetensors } from "./outline.ts";
import { type Metadata, PYTORCH_METADATA } from "./metadata.ts";
import type { TensorWithBytes } from "./tensor_with_bytes.ts";
import { SafetensorsWriteError } from "./write_error.ts";

/**
 * Encodes tensors that fit in memory as one safetensors file, the same bytes as the Rust crate 0.8.0.
 *
 * For tensors that do not fit, take the places from {@link outlineSafetensors} and write them as they come.
 *
 * @example A small file
 * ```ts
 * import { encodeSafetensors } from "@tensorferry/safetensors";
 * import { equal } from "node:assert/strict";
 *
 * const bytes = new Uint8Array(Float32Array.of(1, 2).buffer);
 * const file = encodeSafetensors([{ name: "x", dtype: "float32", shape: [2], bytes }], null);
 *
 * const header = '{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
 * equal(new TextDecoder().decode(file.subarray(8, 64)), header.padEnd(56));
 * ```
 *
 * @param metadata What goes into `__metadata__`; `{"format":"pt"}` when left out, nothing at all for `null`.
 * @throws SafetensorsWriteError when the tensors cannot be one file.
 */
export function encodeSafetensors(
  tensors: readonly TensorWithBytes[],
  metadata: Metadata | null = PYTORCH_METADATA,
): Uint8Array {
  const outline = outlineSafetensors(tensors, metadata);
  const file = new Uint8Array(outline.byteLength);
  for (const { position, bytes } of outline.fixed) file.set(bytes, position);
  for (const { name, dtype, shape, bytes } of tensors) {
    const needed = bytesOf(dtype, shape);
    if (bytes.length !== needed) {
      const why = `${dtype} [${shape}] takes ${needed} bytes, not ${bytes.length}`;
      throw new SafetensorsWriteError("BytesMismatch", why, name);
    }
    file.set(bytes, outline.tensors.get(name)!);
  }
  return file;
}
