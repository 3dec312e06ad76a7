import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import type { FileOutline, TensorSpec } from "../io/container.ts";
import { watchFile } from "./watch_file.ts";

/** Tensors with seals beside each other, an empty one, one without a seal, fixed bytes between, and the seals behind them. */
const PLACES = [["c", 30, 11], ["a", 10, 7], ["none", 17, 0], ["b", 17, 5], ["plain", 22, 3]];
const SEALED = ["a", "b", "c", "none"];
const TENSORS = PLACES.map(([name, , size]): TensorSpec => (
  { name: name as string, dtype: "uint8", shape: [size as number] }
));
const FILE = Uint8Array.from({ length: 45 }, (_, i) => i * 37 % 256);
for (const [name, start, size] of PLACES as [string, number, number][]) {
  if (!SEALED.includes(name)) continue;
  FILE[41 + SEALED.indexOf(name)] = crc32(FILE.subarray(start, start + size)) & 255;
}

const outline: FileOutline = {
  byteLength: FILE.length,
  fixed: [[0, 10], [25, 30]].map(([from, to]) => (
    { position: from!, bytes: FILE.slice(from, to) }
  )),
  tensors: new Map(PLACES.map(([name, start]) => [name as string, start as number])),
  seals: new Map(SEALED.map((name, i) => [
    name,
    (crc32) => ({ position: 41 + i, bytes: Uint8Array.of(crc32 & 255) }),
  ])),
};

Deno.test("watchFile() answers each seal once, with the last of its tensor, and sums the file up", () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 11, max: 40 })).map((cuts) =>
    cuts.sort((a, b) => a - b)
  );
  fc.assert(fc.property(cuts, fc.infiniteStream(fc.nat()), (cuts, order) => {
    const watch = watchFile(outline, TENSORS, crc32);
    const pieces = [10, ...cuts].map((from, i) => (
      { from, to: cuts[i] ?? 41, key: order.next().value }
    )).sort((a, b) => a.key - b.key);
    const written = new Set<number>();
    const sealed = watch.seals.map(({ position }) => position);
    assert.deepEqual(sealed, [44]);
    assert.throws(() => watch.sums(), /have not all of their bytes/);
    for (const { from, to } of pieces) {
      const seals = watch.take(from, FILE.subarray(from, to));
      for (let at = from; at < to; at++) written.add(at);
      for (const { position, bytes } of seals) {
        const [, start, size] = PLACES.find(([name]) => name === SEALED[position - 41])! as [
          string,
          number,
          number,
        ];
        for (let at = start; at < start + size; at++) assert(written.has(at));
        assert.equal(bytes[0], FILE[position]);
        sealed.push(position);
      }
    }
    assert.deepEqual(sealed.sort((a, b) => a - b), [41, 42, 43, 44]);
    const { tensors, ...whole } = watch.sums();
    assert.deepEqual(whole, { byteLength: FILE.length, crc32: crc32(FILE) });
    assert.deepEqual(
      tensors,
      (PLACES as [string, number, number][])
        .map(([, start, size]) => [start, crc32(FILE.subarray(start, start + size))]),
    );
  }));
});

Deno.test("watchFile() refuses to sum up a file that its outline does not cover, or covers twice", () => {
  for (const fixed of [[], [...outline.fixed, outline.fixed[0]!]]) {
    const watch = watchFile({ ...outline, fixed }, TENSORS, crc32);
    watch.take(10, FILE.subarray(10, 41));
    assert.throws(() => watch.sums(), /has nothing, or two things/);
  }
});
