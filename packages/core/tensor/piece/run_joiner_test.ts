import assert from "node:assert/strict";
import { asynchronous, memorySource } from "../../testing/memory_source.ts";
import { joinRuns } from "./run_joiner.ts";

const BYTES = Uint8Array.from({ length: 32 }, (_, i) => i);

Deno.test("runs that continue each other on both sides are one read", () => {
  const source = memorySource(BYTES);
  const runs = joinRuns(new Uint8Array(10));
  runs.add(source, 4, 3, 0);
  runs.add(source, 7, 5, 3);
  runs.add(source, 12, 0, 8);
  runs.add(source, 12, 2, 8);
  assert.equal(runs.flush(), undefined);
  assert.deepEqual(source.reads, [{ position: 4, byteLength: 10 }]);
  assert.deepEqual([...runs.into], [4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
});

Deno.test("runs apart on either side, or of different sources, are read one by one", () => {
  const [one, other] = [memorySource(BYTES), memorySource(BYTES)];
  const runs = joinRuns(new Uint8Array(10));
  runs.add(one, 0, 2, 0);
  runs.add(one, 3, 2, 2);
  runs.add(one, 5, 2, 6);
  runs.add(other, 7, 2, 8);
  runs.flush();
  runs.flush();
  assert.deepEqual([one.reads.length, other.reads.length], [3, 1]);
  assert.deepEqual([...runs.into], [0, 1, 3, 4, 0, 0, 5, 6, 7, 8]);
});

Deno.test("a source that takes its time gives promises", async () => {
  const source = asynchronous(memorySource(BYTES));
  const runs = joinRuns(new Uint8Array(4));
  assert.equal(runs.add(source, 0, 2, 0), undefined, "held back");
  await runs.add(source, 8, 2, 2);
  await runs.flush();
  assert.deepEqual([...runs.into], [0, 1, 8, 9]);
});
