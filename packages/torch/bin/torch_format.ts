/**
 * Which of torch's two formats a file is of.
 *
 * @module
 */
import type { ByteSource } from "@tensorferry/core";

/** `archive` since torch 1.6, `stream` before. */
export type TorchFormat = "archive" | "stream";

const ZIP = Uint8Array.of(0x50, 0x4b, 3, 4);
/** A pickle of the integer that a stream begins with, from the third byte on; before are PROTO and its argument. */
const MAGIC = Uint8Array.fromHex("8a0a6cfc9c46f9206aa850192e");
const MAGIC_AT = 2;

/** Tells the format from the first bytes; nothing when it is neither. Any zip archive passes for one of torch's. */
export async function torchFormatOf(source: ByteSource): Promise<TorchFormat | undefined> {
  const bytes = new Uint8Array(Math.min(source.byteLength, MAGIC_AT + MAGIC.length));
  await source.read(0, bytes);
  if (bytes.length < MAGIC_AT + MAGIC.length) return undefined;
  if (ZIP.every((byte, i) => byte === bytes[i])) return "archive";
  if (bytes[0] === 0x80 && MAGIC.every((byte, i) => byte === bytes[MAGIC_AT + i])) return "stream";
}
