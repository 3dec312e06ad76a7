import assert from "node:assert/strict";
import type { ByteSource } from "@tensorferry/core";
import { memorySource } from "@tensorferry/safetensors";
import fc from "fast-check";
import { counting } from "../testing/torch_save.ts";
import { windowSource } from "./window_source.ts";

/** Counts the reads of a source. */
function counted(source: ByteSource): { readonly source: ByteSource; reads(): number } {
  let reads = 0;
  return {
    source: {
      ...source,
      read(position, into) {
        reads++;
        return source.read(position, into);
      },
    },
    reads: () => reads,
  };
}

Deno.test("windowSource() has the bytes of its source, whatever is read in which order", async () => {
  const bytes = counting(40_000).map((byte, i) => byte ^ i >> 8);
  const range = fc.tuple(fc.nat(bytes.length), fc.nat(20_000));
  await fc.assert(fc.asyncProperty(fc.array(range, { maxLength: 20 }), async (ranges) => {
    const source = windowSource(memorySource("case", bytes));
    for (const [from, length] of ranges) {
      const into = new Uint8Array(Math.min(length, bytes.length - from));
      await source.read(from, into);
      assert.deepEqual(into, bytes.subarray(from, from + into.length));
    }
  }));
});

Deno.test("windowSource() answers small reads beside each other with one of its source", async () => {
  const { source, reads } = counted(memorySource("case", counting(8192)));
  const windows = windowSource(source);
  for (let at = 2000; at >= 0; at -= 100) await windows.read(at, new Uint8Array(30));
  assert.equal(reads(), 1);
});

Deno.test("windowSource() refuses what its source refuses", async () => {
  const windows = windowSource(memorySource("case", counting(10)));
  await assert.rejects(async () => await windows.read(5, new Uint8Array(6)), { tag: "SourceRead" });
});
