import assert from "node:assert/strict";
import { bitsOf, type FloatDType } from "../../dtype.ts";
import { naiveAdd, naiveCast } from "../../testing/naive_float.ts";
import { stepsOf } from "./element_ops.ts";
import type { ElementOp } from "../normal_form/normal.ts";
import { allocateBuffers } from "../wasm/kernels.ts";

/**
 * Every 16-bit pattern, and many of 32 and 64 bits: the multiples of odd constants go all over the exponents, with NaNs of
 * either kind and sign among them.
 */
const INPUTS: Record<FloatDType, Uint8Array> = {
  float16: bytesOfEvery16Bits(),
  bfloat16: bytesOfEvery16Bits(),
  float32: new Uint8Array(
    Uint32Array.from({ length: 2 ** 20 }, (_, k) => Math.imul(k, 2654435761)).buffer,
  ),
  float64: new Uint8Array(
    BigUint64Array.from({ length: 2 ** 18 }, (_, k) => BigInt(k) * 0x9e3779b97f4a7c15n).buffer,
  ),
};

/**
 * SHA-256 of what PyTorch 2.13.0 (CPU, AVX2; the same on AVX-512) makes of these inputs: `x.to(dtype)` and `x + value`, NaNs
 * and all. The sizes are powers of two, so that its vectorised loops leave no rest to the scalar ones, which differ: there a
 * float32 or float64 NaN becomes 0x7fc0 in bfloat16, and not 0xffff.
 */
const TORCH: readonly [FloatDType, ElementOp, string][] = [
  [
    "float16",
    { op: "cast", dtype: "bfloat16" },
    "37de2c9beecc2633296c26c38c769266445dbdb118bf655d177cddbd3e73914c",
  ],
  [
    "float16",
    { op: "cast", dtype: "float32" },
    "b636c5716ff84d972782faf02d0194cb8951526bea4cc487082feb47b1860ddf",
  ],
  [
    "float16",
    { op: "cast", dtype: "float64" },
    "0f233aaf46a3f923404343bb0ccecb1af96b0848aee43076da6999522b81e70d",
  ],
  [
    "float16",
    { op: "add", value: 1 },
    "73e2292e0343868c5b7e7b5fc04d0e7e290b2b4ed66eeed44830e02af16f48f8",
  ],
  [
    "float16",
    { op: "add", value: 0.1 },
    "80cc4ca5ba9ad2bc27a2034c3765b5399cb56a981de3b2087695b0466ad30f19",
  ],
  [
    "float16",
    { op: "add", value: -3e-5 },
    "b320aaf4537e56071c14c147f6a768b436365d52d7fefd0b4b0af634cfa56b91",
  ],
  [
    "bfloat16",
    { op: "cast", dtype: "float16" },
    "77a6185483423cf9e70d8767f91c87e2f3abad239057a84b09afaaef7ae0c2a7",
  ],
  [
    "bfloat16",
    { op: "cast", dtype: "float32" },
    "9207d7eb28680a098c73dbe536d1ff7b94311dc417b9a385e0af6660683e93ca",
  ],
  [
    "bfloat16",
    { op: "cast", dtype: "float64" },
    "3a1dfdeaf0f7c870697701d0811581c9877443a92a25c23f501fe47497ac197d",
  ],
  [
    "bfloat16",
    { op: "add", value: 1 },
    "b228b4337e33f7c588f6493dee49cf7d7353031f695a87d8785938734dac9840",
  ],
  [
    "bfloat16",
    { op: "add", value: 0.1 },
    "543e3ac4eee0c6897483fa3b435989073c5f0b44be76fda4ad8b0f9fb3194934",
  ],
  [
    "bfloat16",
    { op: "add", value: -3e-5 },
    "0c19dbcde75ba64235723de0ca284b1bb2f7b9d995243cb89cdb6dc26832125b",
  ],
  [
    "float32",
    { op: "cast", dtype: "float16" },
    "b260641771cde1f01ae520ed7515658f60ae067f7c7a3258c194d9da80467da2",
  ],
  [
    "float32",
    { op: "cast", dtype: "bfloat16" },
    "acdfcfc3e4773b32792e0e232088330f73e9b5734654561076253cc191432f76",
  ],
  [
    "float32",
    { op: "cast", dtype: "float64" },
    "68b491ba1d303cc598236112342d74fda735fa107de435e55a6b728801cbb119",
  ],
  [
    "float32",
    { op: "add", value: 1 },
    "2de3342ead5c9e1e6a1435341d37aef390f938bc7c02c9f543c4cc8292624799",
  ],
  [
    "float32",
    { op: "add", value: 0.1 },
    "46accccb5b7e561adbb9ddec6b36bbac86869e9e3f264e9876b50f09d077eeee",
  ],
  [
    "float32",
    { op: "add", value: -3e-5 },
    "261270e5fe16985c045a3f50bd296463ef45c9da2b218a937bc4a475fdbdb460",
  ],
  [
    "float64",
    { op: "cast", dtype: "float16" },
    "ce71646a33df8153787da55e72fb53e9b1be44494198565ef2208a38c9321bab",
  ],
  [
    "float64",
    { op: "cast", dtype: "bfloat16" },
    "b2b33c7d3e96e90be3ebf42d9acf0b572f102d2a9e9601b4f991def17d353e50",
  ],
  [
    "float64",
    { op: "cast", dtype: "float32" },
    "e82d664d2141a0f8cd9bae3d3b4adb82d15c438ef4918a4fd22400878ea290df",
  ],
  [
    "float64",
    { op: "add", value: 1 },
    "ccae7d6e510554466c0cb87c25a9ecfc7a328919ad26b46cb5121dd4e0bc60a0",
  ],
  [
    "float64",
    { op: "add", value: 0.1 },
    "a19da0917df2934d2c6eaf5b54020ec6acb70f9976e0658383c64d325dc24578",
  ],
  [
    "float64",
    { op: "add", value: -3e-5 },
    "9aba891f196bc04a1cf0c840c2b369d23effba9a2cec0db4751a98f141bb04ba",
  ],
];

/** Where buffers can lie, and so which of the two kernels of a step runs. */
const PLACES: Readonly<Record<string, (size: number) => (byteLength: number) => Uint8Array>> = {
  TypeScript: () => (byteLength) => new Uint8Array(byteLength),
  WebAssembly: (size) => {
    const [memory] = allocateBuffers([4 * size]);
    let end = 0;
    return (byteLength) => memory!.subarray(end, end += byteLength);
  },
};

for (const [from, op, digest] of TORCH) {
  const what = op.op === "cast" ? `to ${op.dtype}` : `+ ${op.value}`;
  for (const [language, place] of Object.entries(PLACES)) {
    Deno.test(`${from} ${what} is what PyTorch makes of it, bit for bit, in ${language}`, async () => {
      const made = applied(from, op, INPUTS[from], place(INPUTS[from].byteLength * 2));
      assert.equal(await sha256(made), digest);
    });
  }
  Deno.test(`${from} ${what} is what the definition of the formats says`, () => {
    const to = op.op === "cast" ? op.dtype : from;
    const made = applied(from, op, INPUTS[from]);
    const count = INPUTS[from].byteLength * 8 / bitsOf(from);
    // The judge is slow: all of 16 bits, every 101st of the others.
    for (let i = 0; i < count; i += bitsOf(from) === 16 ? 1 : 101) {
      const bits = elementBits(INPUTS[from], from, i);
      const right = op.op === "cast"
        ? naiveCast(bits, from, op.dtype)
        : naiveAdd(bits, op.value, to);
      if (elementBits(made, to, i) !== right) {
        assert.equal(elementBits(made, to, i).toString(16), right.toString(16), bits.toString(16));
      }
    }
  });
}

Deno.test("a sum in one dtype and a cast after it round twice, as two calls do", () => {
  // 2^-8 is half a unit of bfloat16 above 1: a tie that goes to 1; float32 holds the sum.
  const sum = applied("bfloat16", { op: "add", value: 2 ** -8 }, Uint8Array.of(0x80, 0x3f));
  assert.deepEqual([...applied("bfloat16", { op: "cast", dtype: "float32" }, sum)], [
    ...new Uint8Array(Float32Array.of(1).buffer),
  ]);
});

function applied(
  from: FloatDType,
  op: ElementOp,
  input: Uint8Array,
  allocate = (byteLength: number): Uint8Array => new Uint8Array(byteLength),
): Uint8Array {
  const count = input.byteLength * 8 / bitsOf(from);
  const placed = allocate(input.byteLength);
  placed.set(input);
  return stepsOf(from, [op]).reduce((bytes, { to, kernel }) => {
    const made = allocate(count * bitsOf(to) / 8);
    kernel(bytes, made);
    return made;
  }, placed);
}

function bytesOfEvery16Bits(): Uint8Array {
  return new Uint8Array(Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).buffer);
}

function elementBits(bytes: Uint8Array, dtype: FloatDType, index: number): bigint {
  const width = bitsOf(dtype) / 8;
  const view = new DataView(bytes.buffer, index * width, width);
  if (width === 2) return BigInt(view.getUint16(0, true));
  return width === 4 ? BigInt(view.getUint32(0, true)) : view.getBigUint64(0, true);
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes.slice());
  return new Uint8Array(digest).toHex();
}
