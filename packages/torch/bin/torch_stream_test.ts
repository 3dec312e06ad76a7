import assert from "node:assert/strict";
import { bytesOfParts, dict, pickle, tuple } from "../testing/pickler.ts";
import { type Files, readAll, withFiles } from "../testing/files.ts";
import { counting, tensor, torchStream } from "../testing/torch_save.ts";
import { openBin } from "./open_bin.ts";

async function read(file: Uint8Array) {
  const files: Files = { "model.pt": file };
  return (await withFiles(files, async (folder) => await readAll(await openBin(folder))))!;
}

const STREAM = torchStream(
  dict({
    a: tensor({ type: "Short", key: "7", elements: 4, offset: 1, shape: [2], stream: true }),
    b: tensor({ type: "Byte", key: "x", elements: 3, shape: [3], stream: true }),
    // The part of the storage from its second element on, and of that the second.
    c: tensor({
      type: "Short",
      key: "7",
      elements: 4,
      offset: 1,
      shape: [1],
      stream: true,
      part: tuple("p", 1, 3),
    }),
  }),
  [["x", 3, counting(3, 50)], ["7", 4, counting(8)]],
);

Deno.test("openBin() reads the stream format, and parts of its storages", async () => {
  assert.deepEqual((await read(STREAM)).tensors, {
    a: { spec: "int16 [2]", bytes: [2, 3, 4, 5] },
    b: { spec: "uint8 [3]", bytes: [50, 51, 52] },
    c: { spec: "int16 [1]", bytes: [4, 5] },
  });
});

Deno.test("openBin() knows a stream by whatever protocol of pickles it was saved", async () => {
  const [first, rest] = [STREAM.subarray(2, 15), STREAM.subarray(15)];
  const framed = bytesOfParts(0x80, 4, 0x95, first.length, new Uint8Array(7), first, rest);
  assert.deepEqual((await read(framed)).tensors, (await read(STREAM)).tensors);
});

Deno.test("openBin() reads no stream that was cut, wherever that is", async () => {
  for (let length = 16; length < STREAM.length; length++) {
    await assert.rejects(read(STREAM.subarray(0, length)), (error: Error & { tag?: string }) => {
      assert(["Pickle", "SourceRead", "MalformedCheckpoint"].includes(error.tag!));
      return true;
    });
  }
});

const one = tensor({ type: "Byte", shape: [1], stream: true });
const STREAMS: readonly (readonly [what: string, said: RegExp, file: Uint8Array])[] = [
  ["bytes after the last storage", /1 bytes follow/, bytesOfParts(STREAM, 0)],
  ["another protocol", /protocol 1001/, torchStream(dict({}), [], 1)],
  [
    "a storage of another length",
    /2 elements .* and 1 are called for/,
    torchStream(dict({ x: one }), [["0", 2, counting(2)]]),
  ],
  [
    "a storage of 2^60 elements",
    /elements at/,
    torchStream(dict({ x: one }), [["0", 2 ** 60, counting(1)]]),
  ],
  ["a storage that is not listed", /"0" is not in it/, torchStream(dict({ x: one }), [])],
  [
    "a storage that nothing uses",
    /does not have/,
    torchStream(dict({ x: one }), [["1", 1, counting(1)]]),
  ],
  [
    "a storage of two types",
    /another thing/,
    torchStream(dict({ x: one, y: tensor({ type: "Char", shape: [1], stream: true }) }), []),
  ],
  [
    "no list of storages",
    /not list/,
    bytesOfParts(
      ...[pickle(0x1950a86a20f9469cfc6cn), pickle(1001), pickle(null), pickle(dict({}))],
      pickle(1),
    ),
  ],
];
for (const [what, said, file] of STREAMS) {
  Deno.test(`openBin() refuses a stream with ${what}`, async () => {
    await assert.rejects(read(file), said);
  });
}
