/**
 * Which of torch's two formats a file is of.
 *
 * @module
 */
import type { ByteSource } from "@tensorferry/core";

/** `archive` since torch 1.6, `stream` before. */
export type TorchFormat = "archive" | "stream";

const ZIP = Uint8Array.of(0x50, 0x4b, 3, 4);
/** PROTO, and what it is of; and from protocol 4 on FRAME, which has a length. */
const BEGINNING_BYTES = 2;
const FRAME = 0x95;
const FRAME_BYTES = 9;
/** The rest of the pickle of the integer that a stream begins with. */
const MAGIC = Uint8Array.fromHex("8a0a6cfc9c46f9206aa850192e");

/** Tells the format from the first bytes; nothing when it is neither. Any zip archive passes for one of torch's. */
export async function torchFormatOf(source: ByteSource): Promise<TorchFormat | undefined> {
  const most = BEGINNING_BYTES + FRAME_BYTES + MAGIC.length;
  const bytes = new Uint8Array(Math.min(source.byteLength, most));
  await source.read(0, bytes);
  if (ZIP.every((byte, i) => byte === bytes[i])) return "archive";
  const at = BEGINNING_BYTES + (bytes[BEGINNING_BYTES] === FRAME ? FRAME_BYTES : 0);
  if (bytes[0] === 0x80 && MAGIC.every((byte, i) => byte === bytes[at + i])) return "stream";
}
