import assert from "node:assert/strict";
import type { ByteSource } from "../../io/byte_source.ts";
import type { PlannedShard } from "../../plan/plan.ts";
import { leaf } from "../../tensor/operations.ts";
import { type Track, TRACKS_AT_A_TIME, tracksOf } from "./tracks.ts";

const MIB = 2 ** 20;

function file(name: string, byteLength: number): ByteSource {
  return { name, byteLength, file: { path: name, byteLength }, read: () => {} };
}

/** Shards that are made of so many bytes of each source. */
function shardsOf(...bytes: readonly number[]): PlannedShard[] {
  return bytes.map((byteLength, source): PlannedShard => {
    const tensor = leaf({ source, position: 0, dtype: "int8", shape: [byteLength] });
    return {
      file: `${source}`,
      byteLength,
      tensors: [{ name: `t${source}`, tensor }],
    } as unknown as PlannedShard;
  });
}

function lengths(tracks: readonly Track[]): number[] {
  return tracks.map(({ from, to }) => to - from);
}

Deno.test("tracksOf() goes through each file once, in the order of the sources", () => {
  const bytes = [965 * MIB + 17, 970 * MIB, 273 * MIB + 1];
  const tracks = tracksOf(shardsOf(...bytes), bytes.map((length, i) => file(`f${i}`, length)));
  const ends = [0, 0, 0];
  for (const { source, path, from, to } of tracks) {
    assert.equal(path, `f${source}`);
    assert.equal(from, ends[source]);
    assert.equal(from % MIB, 0);
    ends[source] = to;
  }
  assert.deepEqual(ends, bytes);
  assert.deepEqual(tracks.map(({ source }) => source), [0, 0, 0, 1, 1, 1, 2]);
});

Deno.test("tracksOf() cuts one file into as many as are gone along at a time", () => {
  const tracks = tracksOf(shardsOf(600 * MIB), [file("f", 600 * MIB)]);
  assert.deepEqual(lengths(tracks), Array(TRACKS_AT_A_TIME).fill(100 * MIB));
});

Deno.test("tracksOf() leaves out what is no file, and what is needed in part", () => {
  const stream: ByteSource = { name: "stream", byteLength: 100 * MIB, read: () => {} };
  const sources = [stream, file("half", 200 * MIB), file("most", 100 * MIB)];
  const tracks = tracksOf(shardsOf(100 * MIB, 100 * MIB, 90 * MIB), sources);
  assert.deepEqual(new Set(tracks.map(({ path }) => path)), new Set(["most"]));
  assert.equal(lengths(tracks).reduce((a, b) => a + b), 100 * MIB);
});

Deno.test("tracksOf() ends after 4 GiB", () => {
  const bytes = [3 * 1024 * MIB, 3 * 1024 * MIB, 1024 * MIB];
  const tracks = tracksOf(shardsOf(...bytes), bytes.map((length, i) => file(`f${i}`, length)));
  assert.equal(lengths(tracks).reduce((a, b) => a + b), 2 ** 32);
  assert.deepEqual(tracks.at(-1), {
    source: 1,
    path: "f1",
    from: tracks.at(-1)!.from,
    to: 1024 * MIB,
  });
});

Deno.test("tracksOf() finds none where nothing is", () => {
  assert.deepEqual(tracksOf([], []), []);
  assert.deepEqual(tracksOf(shardsOf(0), [file("empty", 0)]), []);
});
