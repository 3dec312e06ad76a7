import assert from "node:assert/strict";
import type { TensorSpec } from "@tensorferry/core";
import { withFiles } from "../testing/files.ts";
import { readIndex } from "./read_index.ts";
import { offloadWriter } from "./writer.ts";

/** So many tensors, whose entries of the index have 250 bytes each. */
function tensors(count: number): readonly TensorSpec[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `${i}`.padEnd(177, "x"),
    dtype: "bfloat16",
    shape: [1, 1],
  }));
}

Deno.test("offloadWriter writes an index of 30 MB, which is read", async () => {
  const index = offloadWriter.index(offloadWriter.deal([tensors(120_000)]))!;
  assert(index.bytes.length > 29e6);
  const read = await withFiles(
    { [index.file]: index.bytes },
    (folder) => Promise.resolve(readIndex(folder, [index.file])),
  );
  assert.equal(Object.keys(read!).length, 120_000);
});

Deno.test("offloadWriter refuses an index that would not be read, while planning", () => {
  assert.throws(() => offloadWriter.deal([tensors(140_000)]), {
    tag: "Option",
    message:
      /^Cannot write 140000 tensors .* would have 35\d{6} bytes, .* 33554432 are read.*--exclude/,
  });
});
