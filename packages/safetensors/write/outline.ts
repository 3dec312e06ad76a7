/**
 * The place of every byte of a file, before the first one is written.
 *
 * @module
 */
import { bytesOf, elementsOf, type FileOutline, type TensorSpec } from "@tensorferry/core";
import { alignmentRank, tagOf } from "../dtype_tag.ts";
import { LENGTH_BYTES, MAX_HEADER_BYTES, METADATA_KEY } from "../header/header.ts";
import { compareCodePoints } from "../utf8.ts";
import { type Metadata, metadataText, PYTORCH_METADATA } from "./metadata.ts";
import { checkText } from "./text.ts";
import { SafetensorsWriteError } from "./write_error.ts";

/** Headers are padded to a multiple of this, so that the data of every dtype is aligned (crate 0.8.0, `prepare` in `tensor.rs`). */
const HEADER_ALIGNMENT = 8;

/**
 * Outlines one file, to the byte as the Rust crate 0.8.0 writes the same tensors: by dtype from the widest to the narrowest,
 * then by the UTF-8 bytes of the name, without gaps. The order of `tensors` does not matter.
 *
 * Where the crate's own output is arbitrary, with two or more keys in the metadata, they are sorted.
 *
 * @example Where the bytes go
 * ```ts
 * import { outlineSafetensors } from "@tensorferry/safetensors";
 * import { deepEqual } from "node:assert/strict";
 *
 * const { byteLength, tensors } = outlineSafetensors([
 *   { name: "mask", dtype: "bool", shape: [3] },
 *   { name: "weight", dtype: "bfloat16", shape: [2, 2] },
 * ]);
 *
 * deepEqual([...tensors], [["weight", 160], ["mask", 168]]);
 * deepEqual(byteLength, 171);
 * ```
 *
 * @param metadata What goes into `__metadata__`; `{"format":"pt"}` when left out, nothing at all for `null`.
 * @throws SafetensorsWriteError when the tensors cannot be one file.
 */
export function outlineSafetensors(
  tensors: readonly TensorSpec[],
  metadata: Metadata | null = PYTORCH_METADATA,
): FileOutline {
  checkNames(tensors);
  const inOrder = tensors.toSorted((a, b) =>
    a.dtype === b.dtype
      ? compareCodePoints(a.name, b.name)
      : alignmentRank(b.dtype) - alignmentRank(a.dtype)
  );
  const fields = metadata === null ? [] : [`"${METADATA_KEY}":${metadataText(metadata)}`];
  const starts = new Map<string, number>();
  let end = 0;
  for (const tensor of inOrder) {
    const start = end;
    end += byteLengthOf(tensor);
    starts.set(tensor.name, start);
    fields.push(entryText(tensor, start, end));
  }
  const head = encodeHead(`{${fields.join(",")}}`);
  for (const [name, start] of starts) starts.set(name, head.length + start);
  const byteLength = head.length + end;
  if (!Number.isSafeInteger(byteLength)) {
    throw new SafetensorsWriteError("SizeTooLarge", "the file would have 2^53 bytes or more");
  }
  return { byteLength, fixed: [{ position: 0, bytes: head }], tensors: starts };
}

function checkNames(tensors: readonly TensorSpec[]): void {
  const names = new Set<string>();
  for (const { name } of tensors) {
    if (name === METADATA_KEY) {
      const why = "the format keeps this name for text about the file; rename the tensor";
      throw new SafetensorsWriteError("ReservedName", why, name);
    }
    if (names.has(name)) {
      throw new SafetensorsWriteError("NameTwice", "two tensors have this name; rename one", name);
    }
    checkText(name, name);
    names.add(name);
  }
}

function byteLengthOf({ name, dtype, shape }: TensorSpec): number {
  const bytes = bytesOf(dtype, shape);
  const whole = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!whole || !Number.isSafeInteger(elementsOf(shape)) || bytes > Number.MAX_SAFE_INTEGER) {
    const why = `shape [${shape}] needs whole sizes that come to fewer than 2^53 bytes`;
    throw new SafetensorsWriteError("SizeTooLarge", why, name);
  }
  if (!Number.isInteger(bytes)) {
    const why =
      `${dtype} [${shape}] takes ${bytes} bytes; only tensors that fill their last byte can be stored`;
    throw new SafetensorsWriteError("MisalignedSlice", why, name);
  }
  return bytes;
}

// JSON.stringify escapes a well-formed string as serde_json 1.0 does (`format_escaped_str` in `ser.rs`): the short forms, lower
// case \u00xx for other controls, and nothing else.
function entryText({ name, dtype, shape }: TensorSpec, start: number, end: number): string {
  return `${JSON.stringify(name)}:{"dtype":"${
    tagOf(dtype)
  }","shape":[${shape}],"data_offsets":[${start},${end}]}`;
}

/** The length, the header, and the spaces that pad it. */
function encodeHead(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / HEADER_ALIGNMENT) * HEADER_ALIGNMENT;
  if (length > MAX_HEADER_BYTES) {
    throw new SafetensorsWriteError(
      "HeaderTooLarge",
      `the header would have ${length} bytes, and readers take ${MAX_HEADER_BYTES}; use smaller shards`,
    );
  }
  const head = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  head.set(text, LENGTH_BYTES);
  return head;
}
