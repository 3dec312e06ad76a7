import assert from "node:assert/strict";
import type { TensorSpec } from "@tensorferry/core";
import { memorySource } from "@tensorferry/safetensors";
import { readMetadata } from "./metadata/read_metadata.ts";
import { dcpWriter } from "./writer.ts";

/** So many tensors, whose names have so many characters. */
function tensors(count: number, nameLength: number, rows = 1): readonly TensorSpec[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${i}`.padEnd(nameLength, "x"),
    dtype: "uint8",
    shape: [rows],
  }));
}

Deno.test("dcpWriter() refuses more chunks than are read, before it deals them", () => {
  assert.throws(() => dcpWriter(2 ** 17).deal([tensors(1000, 4, 2 ** 20)]), {
    tag: "Option",
    message:
      "Cannot write as 131072 ranks would: 1000 tensors in 131072000 chunks take a .metadata of " +
      "786571136 objects, and at most 16777216 are read. Give fewer --ranks, or write another container",
  });
});

Deno.test("dcpWriter() refuses a .metadata of more bytes than are read, with their number", () => {
  const said = /66000 tensors in 66000 chunks take a \.metadata of 281752297 bytes, .*--exclude/;
  assert.throws(() => dcpWriter(1).deal([tensors(66_000, 4096)]), { tag: "Option", message: said });
});

Deno.test("dcpWriter() writes a .metadata that could have been too large, and is read", async () => {
  const { deal, index } = dcpWriter(1);
  const { file, bytes } = index(deal([tensors(60_000, 4096)]))!;
  const read = await readMetadata(memorySource(file, bytes));
  assert.equal(read.tensors.size, 60_000);
});
