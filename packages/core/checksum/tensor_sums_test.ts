import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { tensorSums } from "./tensor_sums.ts";

const bytes = Uint8Array.from({ length: 9 }, (_, i) => i * 29);
const lengths = Float64Array.of(9, 0, 3);

Deno.test("tensorSums() tells the checksum of each tensor with its last piece, and of all at the end", () => {
  const sums = tensorSums(lengths, crc32);
  assert.equal(sums.add(0, 4, bytes.subarray(4)), undefined);
  assert.equal(sums.add(2, 0, bytes.subarray(0, 3)), crc32(bytes.subarray(0, 3)));
  assert.equal(sums.add(0, 0, bytes.subarray(0, 4)), crc32(bytes));
  assert.deepEqual([...sums.all()], [crc32(bytes), 0, crc32(bytes.subarray(0, 3))]);
});

Deno.test("tensorSums() refuses to tell of tensors that have not every byte once", () => {
  const [none, part, twice, again] = [0, 1, 2, 3].map(() => tensorSums(lengths, crc32));
  for (const sums of [part!, twice!, again!]) sums.add(2, 0, bytes.subarray(0, 3));
  part!.add(0, 1, bytes.subarray(1));
  twice!.add(0, 0, bytes.subarray(0, 8));
  twice!.add(0, 0, bytes.subarray(0, 8));
  again!.add(0, 0, bytes);
  again!.add(0, 0, bytes);
  for (const sums of [none!, part!, twice!, again!]) {
    assert.throws(() => sums.all(), /have not all of their bytes/);
  }
});

Deno.test("tensorSums() tells nothing unless every byte of every tensor came once, whatever else adds up", () => {
  const lengths = [4, 3, 4];
  const pieces = lengths.flatMap((length, tensor) => [
    { tensor, start: 0, end: 1 },
    { tensor, start: 1, end: 2 },
    { tensor, start: 2, end: length },
    { tensor, start: 0, end: length },
  ]);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 10 }), (given) => {
      const sums = tensorSums(Float64Array.from(lengths), crc32);
      const times = lengths.map((length) => Array<number>(length).fill(0));
      for (const { tensor, start, end } of given) {
        sums.add(tensor, start, bytes.subarray(start, end));
        for (let at = start; at < end; at++) times[tensor]![at]!++;
      }
      if (times.flat().every((count) => count === 1)) {
        assert.deepEqual(
          [...sums.all()],
          lengths.map((length) => crc32(bytes.subarray(0, length))),
        );
      } else assert.throws(() => sums.all(), /have not all of their bytes/);
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("tensorSums() does not take one tensor that came twice for two", () => {
  const sums = tensorSums(lengths, crc32);
  for (const _ of [1, 2]) sums.add(2, 0, bytes.subarray(0, 3));
  assert.throws(() => sums.all(), /have not all of their bytes/);
});

Deno.test("tensorSums() does not take a piece that came twice for the one that did not", () => {
  const sums = tensorSums(Float64Array.of(4), crc32);
  for (const _ of [1, 2]) sums.add(0, 0, bytes.subarray(0, 2));
  assert.throws(() => sums.all(), /have not all of their bytes/);
});
