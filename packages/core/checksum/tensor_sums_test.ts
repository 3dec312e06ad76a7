import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
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
