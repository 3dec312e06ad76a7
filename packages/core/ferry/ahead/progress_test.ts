import assert from "node:assert/strict";
import { asynchronous, hashedByte, hashSource } from "../../testing/memory_source.ts";
import { advance, beginProgress, endProgress, followers, hasEnded, STEP } from "./progress.ts";
import type { Track } from "./tracks.ts";

const TRACKS: readonly Track[] = [
  { source: 0, path: "a", from: 0, to: 4 * STEP },
  { source: 0, path: "a", from: 4 * STEP, to: 6 * STEP + 5 },
  { source: 1, path: "b", from: 0, to: STEP },
];

function setting() {
  const progress = beginProgress(TRACKS);
  const source = hashSource(6 * STEP + 5);
  const [first, second] = followers([source, hashSource(STEP)], progress);
  return { progress, source, first: first!, second: second! };
}

/** Whether it is done, once others have had time. */
async function isDone(reading: void | Promise<void>): Promise<boolean> {
  const late = new Promise((resolve) => setTimeout(resolve, 20, "late"));
  return await Promise.race([Promise.resolve(reading).then(() => "done"), late]) === "done";
}

Deno.test("a follower waits for a track that has begun, and for no other", async () => {
  const { progress, source, first, second } = setting();
  const into = new Uint8Array(10);
  assert.equal(first.read(2 * STEP, into), undefined);
  advance(progress, 0, STEP);
  assert.equal(first.read(STEP - 10, into), undefined);
  assert.equal(first.read(5 * STEP, into), undefined, "a track that has not begun");
  assert.equal(second.read(0, into), undefined, "another source");
  const reads = source.reads.length;
  const reading = first.read(STEP - 9, into);
  assert.equal(await isDone(reading), false);
  assert.equal(source.reads.length, reads);
  advance(progress, 0, 2 * STEP);
  await reading;
  assert.deepEqual([...into], Array.from(into, (_, i) => hashedByte(STEP - 9 + i)));
  endProgress(progress);
});

Deno.test("a follower that reads over the end of a track waits for the next one too", async () => {
  const { progress, first } = setting();
  advance(progress, 0, 4 * STEP);
  advance(progress, 1, STEP);
  assert.equal(first.read(4 * STEP - 5, new Uint8Array(10)), undefined);
  const reading = first.read(6 * STEP, new Uint8Array(5));
  assert.equal(await isDone(reading), false);
  advance(progress, 1, 2 * STEP + 5);
  await reading;
});

Deno.test("nobody waits once reading ahead has ended", async () => {
  const { progress, first } = setting();
  advance(progress, 0, STEP);
  const reading = first.read(3 * STEP, new Uint8Array(10));
  assert.equal(await isDone(reading), false);
  assert.equal(hasEnded(progress), false);
  endProgress(progress);
  assert.equal(hasEnded(progress), true);
  await reading;
  assert.equal(first.read(3 * STEP, new Uint8Array(10)), undefined);
});

Deno.test("a follower hands reads over where its source does", async () => {
  const progress = beginProgress(TRACKS);
  const source = hashSource(6 * STEP + 5);
  const behind = asynchronous(source);
  const [first, second] = followers([
    { ...source, readBehind: async (position, into) => await behind.read(position, into) },
    source,
  ], progress);
  assert.equal(second!.readBehind, undefined);
  advance(progress, 0, STEP);
  const into = new Uint8Array(4);
  const reading = first!.readBehind!(STEP, into);
  assert.equal(await isDone(reading), false);
  advance(progress, 0, 2 * STEP);
  await reading;
  assert.equal(into[3], hashedByte(STEP + 3));
});

Deno.test("sources that are not read ahead are as they were", () => {
  const sources = [hashSource(1)];
  assert.equal(followers(sources, undefined), sources);
});
