import { deepEqual, throws } from "node:assert/strict";
import { memorySource } from "./memory_source.ts";

Deno.test("memorySource() reads at any position, and nothing beyond its end", async () => {
  const source = memorySource("x", Uint8Array.of(1, 2, 3));
  const into = new Uint8Array(2);
  await source.read(1, into);
  deepEqual(into, Uint8Array.of(2, 3));
  throws(() => source.read(2, into), { tag: "SourceRead", position: 2, wanted: 2 });
});
