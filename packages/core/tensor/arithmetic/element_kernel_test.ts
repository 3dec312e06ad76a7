import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { bitsOf, type FloatDType } from "../../dtype.ts";
import { naiveAdd, naiveCast } from "../../testing/naive_float.ts";
import { stepsOf } from "./element_ops.ts";
import type { ElementOp } from "../normal_form/normal.ts";
import { allocateBuffers } from "../wasm/kernels.ts";

const FLOATS: readonly FloatDType[] = ["float16", "bfloat16", "float32", "float64"];

const SUMMANDS = [1, 0.1, -3e-5, 60000, -1e-8];

/** Bytes of elements at both ends of every range: zero, subnormal, largest, infinite, NaN; the others are random. */
const arbitraryByte = fc.oneof(fc.constantFrom(0, 0x80, 0x7f, 0xff, 0x7c, 0x3c), fc.nat(255));

/** A step on elements that begin anywhere, in place or not. */
const arbitraryWork = fc.record({
  from: fc.constantFrom(...FLOATS),
  op: fc.oneof(
    fc.constantFrom(...FLOATS).map((dtype): ElementOp => ({ op: "cast", dtype })),
    fc.constantFrom(...SUMMANDS).map((value): ElementOp => ({ op: "add", value })),
  ),
  bytes: fc.array(arbitraryByte, { maxLength: 300, size: "max" }).map((bytes) =>
    Uint8Array.from(bytes)
  ),
  fromShift: fc.nat(9),
  toShift: fc.nat(9),
  inPlace: fc.boolean(),
}).filter(({ from, op }) => op.op === "add" || op.dtype !== from);

const [memory] = allocateBuffers([8192]);

for (
  const [place, buffer] of [
    ["TypeScript", new Uint8Array(8192)],
    ["WebAssembly", memory!],
  ] as const
) {
  Deno.test(`any elements anywhere become what they should, in ${place}`, () => {
    fc.assert(
      fc.property(arbitraryWork, ({ from, op, bytes, fromShift, toShift, inPlace }) => {
        let dtype = from;
        let values = bitsIn(bytes, from);
        for (const step of stepsOf(from, [op])) {
          const [widthIn, widthOut] = [bitsOf(dtype) / 8, bitsOf(step.to) / 8];
          const [lengthIn, lengthOut] = [values.length * widthIn, values.length * widthOut];
          buffer.fill(0xaa);
          const to = buffer.subarray(16 + toShift, 16 + toShift + lengthOut);
          const at = inPlace && widthIn <= widthOut
            ? 16 + toShift + lengthOut - lengthIn
            : 4096 + fromShift;
          const input = buffer.subarray(at, at + lengthIn);
          write(values, dtype, input);
          step.kernel(input, to);
          const right = values.map((bits) => naive(bits, dtype, step.to, op));
          assert.deepEqual(bitsIn(to, step.to), right);
          const beside = [buffer[15 + toShift], buffer[16 + toShift + lengthOut]];
          assert.deepEqual(beside, [0xaa, 0xaa], "and nothing beside them changes");
          [dtype, values] = [step.to, right];
        }
      }),
      { numRuns: 2000 },
    );
  });
}

Deno.test("every number of 16 bits alone among ones changes alike in both languages", () => {
  for (const [dtype, one] of [["float16", 0x3c00], ["bfloat16", 0x3f80]] as const) {
    const spread = Uint16Array.from(
      { length: 8 * 65536 },
      (_, i) => i % 8 === (i >> 3) % 8 ? i >> 3 : one,
    );
    for (const to of FLOATS) {
      if (to !== dtype) sameInBoth(new Uint8Array(spread.buffer), dtype, { op: "cast", dtype: to });
    }
    for (const value of SUMMANDS) {
      sameInBoth(new Uint8Array(spread.buffer), dtype, { op: "add", value });
    }
  }
});

Deno.test("numbers at, above and below every tie round alike in both languages, each alone among ones", () => {
  for (const [dtype, tie] of [["float16", 0x1000], ["bfloat16", 0x8000]] as const) {
    const [widen] = stepsOf(dtype, [{ op: "cast", dtype: "float32" }]);
    const every = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
    const numbers = new Uint32Array(65536);
    widen!.kernel(new Uint8Array(every.buffer), new Uint8Array(numbers.buffer));
    const spread = new Uint32Array(8 * 65536).fill(0x3f800000);
    for (const beside of [0, 1, -1, tie, tie + 1, tie - 1, 2 * tie, 4 * tie]) {
      numbers.forEach((bits, i) => spread[8 * i + i % 8] = bits + beside);
      sameInBoth(new Uint8Array(spread.buffer), "float32", { op: "cast", dtype });
    }
  }
});

Deno.test("blocks and the rest of one are changed alike in both languages", () => {
  const count = 3 * 4096 + 13;
  const [input, output] = allocateBuffers([8 * count + 1, 8 * count + 1]);
  for (const [from, op] of [["bfloat16", "float32"], ["float16", "bfloat16"]] as const) {
    const [step] = stepsOf(from, [{ op: "cast", dtype: op }]);
    const elements = Uint8Array.from({ length: 2 * count }, (_, i) => Math.imul(i, 40503) >> 7);
    const fast = output!.subarray(1, 1 + count * bitsOf(op) / 8);
    input!.set(elements, 1);
    step!.kernel(input!.subarray(1, 1 + elements.length), fast);
    const plain = new Uint8Array(fast.length + 1).subarray(1);
    step!.kernel(elements, plain);
    assert.deepEqual(fast, plain);
  }
});

function sameInBoth(input: Uint8Array, from: FloatDType, op: ElementOp): void {
  const [step] = stepsOf(from, [op]); // of two steps, the second is that of another dtype
  const lengthOut = input.length * bitsOf(step!.to) / bitsOf(from);
  const [inside, fast] = allocateBuffers([input.length, lengthOut]);
  inside!.set(input);
  step!.kernel(inside!, fast!);
  const plain = new Uint8Array(lengthOut);
  step!.kernel(input, plain);
  assert.equal(Buffer.compare(fast!, plain), 0, `${from} ${JSON.stringify(op)}`);
}

function naive(bits: bigint, from: FloatDType, to: FloatDType, op: ElementOp): bigint {
  return op.op === "add" ? naiveAdd(bits, op.value, from) : naiveCast(bits, from, to);
}

function bitsIn(bytes: Uint8Array, dtype: FloatDType): bigint[] {
  const width = bitsOf(dtype) / 8;
  return Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => {
    const element = bytes.subarray(i * width, (i + 1) * width);
    return element.reduceRight((bits, byte) => bits << 8n | BigInt(byte), 0n);
  });
}

function write(values: readonly bigint[], dtype: FloatDType, into: Uint8Array): void {
  const width = bitsOf(dtype) / 8;
  values.forEach((bits, i) => {
    for (let b = 0; b < width; b++) into[i * width + b] = Number(bits >> BigInt(8 * b) & 0xffn);
  });
}
