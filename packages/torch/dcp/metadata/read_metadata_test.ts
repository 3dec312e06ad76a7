import assert from "node:assert/strict";
import type { ByteSource } from "@tensorferry/core";
import { memorySource } from "@tensorferry/safetensors";
import { MAX_OBJECTS, MAX_PICKLE_BYTES } from "../../pickle/limits.ts";
import { bytesOfParts, uint } from "../../testing/pickler.ts";
import { readMetadata } from "./read_metadata.ts";

const MODULE = "torch.distributed.checkpoint.metadata";

const text = (value: string) => bytesOfParts("X", uint(value.length, 4), value);
const made = (name: string, module = MODULE) => `c${module}\n${name}\n`;
const object = (name: string, module = MODULE) => `${made(name, module)})\x81}(`;

/** An empty chunk at 0, which keeps what the next ones are made of; and one of those, added to a list. */
const FIRST = bytesOfParts(
  ...[
    made("ChunkStorageMetadata"),
    "q\x00)\x81}(",
    text("offsets"),
    "q\x01",
    "ctorch\nSize\nq\x02",
  ],
  ...["K\x00\x85\x85R", text("sizes"), "q\x03h\x02K\x00\x85\x85Ruba"],
);
const NEXT = bytesOfParts("h\x00)\x81}(h\x01h\x02K\x00\x85\x85Rh\x03h\x02K\x00\x85\x85Ruba");

/** A `.metadata` of one empty tensor, with so many chunks and one item. */
function metadataOf(chunks: number): Uint8Array {
  const head = bytesOfParts(
    ...[object("Metadata"), text("state_dict_metadata"), "}(", text("w")],
    ...[object("TensorStorageMetadata"), text("properties"), object("TensorProperties")],
    ...[text("dtype"), "ctorch\nfloat32\nub", text("size"), "ctorch\nSize\nK\x00\x85\x85R"],
    ...[text("chunks"), "]", FIRST],
  );
  const tail = bytesOfParts(
    ...["ubu", text("storage_data"), "}(", object("MetadataIndex"), text("fqn"), text("w")],
    ...[text("offset"), "ctorch\nSize\nK\x00\x85\x85Rub"],
    ...[object("_StorageInfo", "torch.distributed.checkpoint.filesystem"), text("relative_path")],
    ...[text("__0_0.distcp"), text("offset"), "K\x00", text("length"), "K\x09ubuub."],
  );
  const bytes = new Uint8Array(head.length + NEXT.length * (chunks - 1) + tail.length);
  bytes.set(head);
  for (let at = head.length; at < bytes.length - tail.length; at += NEXT.length) {
    bytes.set(NEXT, at);
  }
  bytes.set(tail, bytes.length - tail.length);
  return bytes;
}

Deno.test("readMetadata() reads millions of chunks: what was only there to make them is not counted", async () => {
  // Python makes eight objects for each, of which three stay.
  const bytes = metadataOf(MAX_OBJECTS / 8);
  const { tensors } = await readMetadata(memorySource(".metadata", bytes));
  assert.deepEqual(tensors.get("w")!.chunks.map(({ item }) => item.byteLength), [9]);
});

Deno.test("readMetadata() says what to do about more chunks than it reads", async () => {
  const source: ByteSource = { name: "s/.metadata", byteLength: MAX_PICKLE_BYTES + 1, read() {} };
  const said =
    /^Cannot read s\/\.metadata: it has 268435457 bytes, and at most 268435456 are read \(TooLarge, at 0\)\. Load it with torch on fewer ranks/;
  await assert.rejects(readMetadata(source), { rule: "TooLarge", message: said });
});
