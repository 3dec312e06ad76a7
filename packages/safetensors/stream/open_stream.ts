/**
 * A safetensors file that comes as a stream.
 *
 * @module
 */
import { type ByteStream, type IncomingTensors, readFully } from "@tensorferry/core/stream";
import { leavesOf } from "../folder/read_shards.ts";
import { LENGTH_BYTES, MAX_HEADER_BYTES } from "../header/header.ts";
import { parseHeader } from "../header/parse_header.ts";
import { SafetensorsError } from "../safetensors_error.ts";

/** Bytes of a header that memory is taken for at a time: what is only said to follow takes none. */
const PIECE = 2 ** 20;

/**
 * Reads the header of a file that comes as a stream, and not a byte more. The same files are refused as where they lie on a disk,
 * but for their size, which shows when the stream ends.
 *
 * @example A file that is sent
 * ```ts
 * import { incomingCheckpoint, streamOf } from "@tensorferry/core/stream";
 * import { encodeSafetensors, safetensors } from "@tensorferry/safetensors";
 * import { openSafetensorsStream } from "@tensorferry/safetensors/stream";
 * import { deepEqual } from "node:assert/strict";
 *
 * const file = encodeSafetensors([
 *   { name: "x", dtype: "uint8", shape: [2], bytes: new Uint8Array([1, 2]) },
 * ]);
 * const sent = new Blob([file as Uint8Array<ArrayBuffer>]).stream();
 *
 * const incoming = await openSafetensorsStream(streamOf("what was sent", sent));
 * const checkpoint = incomingCheckpoint(incoming, { container: safetensors });
 * deepEqual([...checkpoint.tensors.keys()], ["x"]);
 * checkpoint.close();
 * ```
 *
 * @throws SafetensorsError when the stream does not begin with a header, or ends within it.
 */
export async function openSafetensorsStream(stream: ByteStream): Promise<IncomingTensors> {
  const length = await readLength(stream);
  const json = await readJson(stream, length);
  const header = parseHeader(json, { name: stream.name });
  const position = header.dataPosition;
  const byteLength = header.tensors.values().reduce(
    (end, tensor) => Math.max(end, tensor.position + tensor.byteLength),
    position,
  );
  return { stream, position, byteLength, tensors: new Map(leavesOf(header, 0, stream.name)) };
}

/** The size of the header in bytes, padding included. */
async function readLength(stream: ByteStream): Promise<number> {
  const bytes = new Uint8Array(LENGTH_BYTES);
  const count = await readFully(stream, bytes);
  if (count < LENGTH_BYTES) {
    throw new SafetensorsError(
      "HeaderTooSmall",
      stream.name,
      `it ends after ${count} bytes, and the length of its header alone takes ${LENGTH_BYTES}`,
    );
  }
  const length = new DataView(bytes.buffer).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw new SafetensorsError(
      "HeaderTooLarge",
      stream.name,
      `its header is said to have ${length} bytes, and ${MAX_HEADER_BYTES} are the most`,
    );
  }
  return Number(length);
}

async function readJson(stream: ByteStream, length: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let read = 0; read < length;) {
    const piece = new Uint8Array(Math.min(PIECE, length - read));
    const count = await readFully(stream, piece);
    read += count;
    pieces.push(piece);
    if (count === piece.length) continue;
    throw new SafetensorsError(
      "InvalidHeaderLength",
      stream.name,
      `its header is said to have ${length} bytes, but it ends after ${read} of them`,
    );
  }
  const json = new Uint8Array(length);
  pieces.forEach((piece, i) => json.set(piece, i * PIECE));
  return json;
}
