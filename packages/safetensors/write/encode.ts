/**
 * A whole file in memory.
 *
 * @module
 */
import { bytesOf, type TensorSpec } from "@tensorferry/core";
import { layOut, type Metadata, PYTORCH_METADATA } from "./lay_out.ts";
import { SafetensorsWriteError } from "./write_error.ts";

/** A tensor with its bytes: little-endian, in C order. */
export interface TensorWithBytes extends TensorSpec {
  /** As many as dtype and shape take. */
  readonly bytes: Uint8Array;
}

/**
 * Encodes tensors that fit in memory as one safetensors file, the same bytes as the Rust crate 0.8.0.
 *
 * For tensors that do not fit, take the places from {@link layOut} and write them as they come.
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
  const layout = layOut(tensors, metadata);
  const file = new Uint8Array(layout.byteLength);
  for (const { position, bytes } of layout.fixed) file.set(bytes, position);
  for (const { name, dtype, shape, bytes } of tensors) {
    const needed = bytesOf(dtype, shape);
    if (bytes.length !== needed) {
      const why = `${dtype} [${shape}] takes ${needed} bytes, not ${bytes.length}`;
      throw new SafetensorsWriteError("BytesMismatch", why, name);
    }
    file.set(bytes, layout.tensors.get(name)!);
  }
  return file;
}
