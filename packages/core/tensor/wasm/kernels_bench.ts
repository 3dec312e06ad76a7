/**
 * The kernels beside what runs where they do not reach: on 1 MiB of elements, which stays in the cache, and on 32 MiB.
 *
 * @module
 */
import { bitsOf, type FloatDType } from "../../dtype.ts";
import { type ElementStep, stepsOf } from "../arithmetic/element_ops.ts";
import type { ElementOp } from "../normal_form/normal.ts";
import { copyBox } from "../tile/copy_box.ts";
import { allocateBuffers } from "./kernels.ts";

const MIB = 1048576;

const WORK: readonly (readonly [FloatDType, ElementOp])[] = [
  ["bfloat16", { op: "cast", dtype: "float32" }],
  ["float32", { op: "cast", dtype: "bfloat16" }],
  ["float16", { op: "cast", dtype: "float32" }],
  ["float32", { op: "cast", dtype: "float16" }],
  ["bfloat16", { op: "cast", dtype: "float16" }],
  ["float16", { op: "cast", dtype: "bfloat16" }],
  ["bfloat16", { op: "add", value: 1 }],
  ["float16", { op: "add", value: 1 }],
  ["float32", { op: "add", value: 1 }],
  ["float64", { op: "cast", dtype: "float32" }],
];

/** Buffers for input and output, where the kernels reach them and where not. */
const PLACES = {
  WebAssembly: allocateBuffers([64 * MIB, 64 * MIB]),
  TypeScript: [new Uint8Array(64 * MIB), new Uint8Array(64 * MIB)],
};

/** What the inputs are filled with. */
let filled = "";

/** Numbers as weights are: normal, with a deviation of 0.02. Of 400, one is too small to be a normal float16. */
function fill(input: Uint8Array, dtype: FloatDType, name: string): void {
  if (filled === name) return; // all but the first time, which is for warming up
  filled = name;
  const sample = Float32Array.from({ length: 65536 }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    return 0.02 * radius * Math.cos(2 * Math.PI * Math.random());
  });
  let bytes = new Uint8Array(sample.buffer);
  for (const { to, kernel } of dtype === "float32" ? [] : castTo(dtype)) {
    const made = new Uint8Array(sample.length * bitsOf(to) / 8);
    kernel(bytes, made);
    bytes = made;
  }
  for (let at = 0; at < input.length; at += bytes.length) {
    input.set(bytes.subarray(0, input.length - at), at);
  }
}

function castTo(dtype: FloatDType): ElementStep[] {
  return stepsOf("float32", [{ op: "cast", dtype }]);
}

for (const size of [MIB, 32 * MIB]) {
  for (const [from, op] of WORK) {
    const [step] = stepsOf(from, [op]);
    const count = size * 8 / Math.max(bitsOf(from), bitsOf(step!.to));
    const what = op.op === "cast" ? `to ${op.dtype}` : `+ ${op.value}`;
    const name = `${from} ${what}, ${size / MIB} MiB`;
    for (const [place, [a, b]] of Object.entries(PLACES)) {
      const input = a!.subarray(0, count * bitsOf(from) / 8);
      const output = b!.subarray(0, count * bitsOf(step!.to) / 8);
      Deno.bench({ name: `${place}, ${name}`, group: name, n: 5, warmup: 3 }, () => {
        fill(input, from, `${place} ${name}`);
        step!.kernel(input, output);
      });
    }
  }
  for (const width of [1, 2, 4, 8]) {
    const rows = 512;
    const columns = size / rows / width;
    const name = `transpose of ${8 * width} bits, ${size / MIB} MiB`;
    for (const [place, [from, to]] of Object.entries(PLACES)) {
      Deno.bench({ name: `${place}, ${name}`, group: name, n: 5, warmup: 3 }, () => {
        copyBox(
          [columns, rows, width],
          { bytes: from!, at: 0, strides: [width, columns * width, 1] },
          { bytes: to!, at: 0, strides: [rows * width, width, 1] },
        );
      });
    }
  }
}
