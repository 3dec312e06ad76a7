import fc from "fast-check";
import assert from "node:assert/strict";
import { bytesOf, elementAt, type FloatDType } from "@tensorferry/core";
import { openRandomFloats } from "./random_floats.ts";

const DTYPES: readonly FloatDType[] = ["bfloat16", "float16", "float32", "float64"];

function bytesAt(dtype: FloatDType, name: string, position: number, length: number, seed = 1) {
  const bytes = new Uint8Array(length);
  openRandomFloats(dtype, seed)(name, 2 ** 50).read(position, bytes);
  return bytes;
}

Deno.test("any range of a tensor is the same part of the whole", () => {
  const size = 200_000;
  const wholes = new Map(DTYPES.map((dtype) => [dtype, bytesAt(dtype, "w", 0, size)]));
  fc.assert(
    fc.property(
      fc.constantFrom(...DTYPES),
      fc.nat(size),
      fc.nat(size),
      (dtype, one, other) => {
        const [start, stop] = [Math.min(one, other), Math.max(one, other)];
        const part = bytesAt(dtype, "w", start, stop - start);
        assert.deepEqual(part, wholes.get(dtype)!.subarray(start, stop));
      },
    ),
  );
});

Deno.test("every value is finite, of either sign, and between 2^-7 and 2", () => {
  for (const dtype of DTYPES) {
    const width = bytesOf(dtype, [1]);
    // Far beyond the 2^32 words after which a counter of 32 bits would begin again.
    const bytes = bytesAt(dtype, "w", 2 ** 45, 10_000 * width);
    let [sum, below] = [0, 0];
    for (let at = 0; at < bytes.length; at += width) {
      const value = Number(elementAt(dtype, bytes, at));
      assert(Math.abs(value) >= 2 ** -7 && Math.abs(value) < 2, `${dtype} ${value}`);
      sum += value;
      if (value < 0) below++;
    }
    assert(Math.abs(sum) < 200 && Math.abs(below - 5000) < 200, `${dtype} ${sum} ${below}`);
  }
});

Deno.test("seed, name and position all change the bytes", () => {
  const first = bytesAt("float32", "w", 0, 64).toHex();
  assert.equal(bytesAt("float32", "w", 0, 64).toHex(), first);
  assert.notEqual(bytesAt("float32", "w", 0, 64, 2).toHex(), first);
  assert.notEqual(bytesAt("float32", "v", 0, 64).toHex(), first);
  assert.notEqual(bytesAt("float32", "w", 2 ** 34, 64).toHex(), first);
});
