import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { bytesOf, DTYPES, type TensorSpec } from "@tensorferry/core";
import fc from "fast-check";
import { parseHeader } from "../header/parse_header.ts";
import { encodeSafetensors } from "./encode.ts";
import { outlineSafetensors } from "./outline.ts";

const names = fc.string({ unit: "binary", maxLength: 12 })
  .filter((name) => name.isWellFormed() && name !== "__metadata__");
const spec = fc.record({
  name: names,
  dtype: fc.constantFrom(...DTYPES),
  // A multiple of 4 fills the last byte of every packed dtype.
  shape: fc.array(fc.nat(3), { maxLength: 3 }).map((shape) => [...shape, 4]),
});
const specs = fc.uniqueArray(spec, { selector: ({ name }) => name, maxLength: 12 });

function headOf(tensors: readonly TensorSpec[]): Uint8Array {
  return outlineSafetensors(tensors).fixed[0]!.bytes;
}

Deno.test("parseHeader() of outlineSafetensors() gives back every tensor at its place", () => {
  fc.assert(fc.property(specs, (tensors) => {
    const outline = outlineSafetensors(tensors);
    const json = headOf(tensors).subarray(8);
    const header = parseHeader(json, { name: "x", byteLength: outline.byteLength });
    equal(header.dataPosition % 8, 0);
    deepEqual([...header.tensors.keys()], [...outline.tensors.keys()]);
    for (const { name, dtype, shape } of tensors) {
      deepEqual(header.tensors.get(name), {
        dtype,
        shape,
        position: outline.tensors.get(name),
        byteLength: bytesOf(dtype, shape),
      });
    }
  }));
});

Deno.test("outlineSafetensors() does not depend on the order of its input", () => {
  const shuffled = specs.chain((tensors) =>
    fc.tuple(fc.constant(tensors), fc.shuffledSubarray(tensors, { minLength: tensors.length }))
  );
  fc.assert(
    fc.property(shuffled, ([a, b]) => deepEqual(outlineSafetensors(a), outlineSafetensors(b))),
  );
});

Deno.test("outlineSafetensors() aligns every tensor to its element", () => {
  fc.assert(fc.property(specs, (tensors) => {
    const { tensors: places } = outlineSafetensors(tensors);
    for (const { name, dtype } of tensors) {
      const width = bytesOf(dtype, [1]);
      if (Number.isInteger(width)) equal(places.get(name)! % width, 0);
    }
  }));
});

Deno.test("outlineSafetensors() sorts names as UTF-8, where JavaScript sorts UTF-16", () => {
  const order = (
    a: string,
    b: string,
  ) => [
    ...outlineSafetensors([a, b].map((name) => ({ name, dtype: "uint8", shape: [1] }))).tensors
      .keys(),
  ];
  deepEqual(order("\u{10000}", "\uff5e"), ["\uff5e", "\u{10000}"]);
  deepEqual(order("10", "2"), ["10", "2"]);
});

Deno.test("an empty file is {} and six spaces", () => {
  const file = encodeSafetensors([], null);
  deepEqual(file, new TextEncoder().encode("\x08\0\0\0\0\0\0\0{}      "));
});

Deno.test("metadata with several keys is sorted, so that two writes are the same", () => {
  const file = encodeSafetensors([], { format: "pt", author: "é" });
  ok(new TextDecoder().decode(file).includes('{"__metadata__":{"author":"é","format":"pt"}}'));
});

const x: TensorSpec = { name: "x", dtype: "float32", shape: [1] };
const REFUSED: readonly [rule: string, tensors: readonly TensorSpec[]][] = [
  ["ReservedName", [{ ...x, name: "__metadata__" }]],
  ["NameTwice", [x, { ...x, dtype: "int8" }]],
  ["IllFormedName", [{ ...x, name: "\ud800" }]],
  ["MisalignedSlice", [{ ...x, dtype: "float4_e2m1", shape: [3] }]],
  ["SizeTooLarge", [{ ...x, shape: [2 ** 52] }]],
  ["SizeTooLarge", [{ ...x, shape: [0.5, 2] }]],
  ["SizeTooLarge", [{ ...x, shape: [-1] }]],
  ["SizeTooLarge", [{ ...x, shape: [2 ** 50] }, { ...x, name: "y", shape: [2 ** 50] }]],
  ["HeaderTooLarge", [{ ...x, name: "x".repeat(100_000_000) }]],
];

for (const [rule, tensors] of REFUSED) {
  Deno.test(`outlineSafetensors() refuses what breaks ${rule} (${tensors[0]!.dtype} [${tensors[0]!.shape}])`, () => {
    throws(() => outlineSafetensors(tensors), { tag: "SafetensorsWrite", exitCode: 4, rule });
  });
}

Deno.test("encodeSafetensors() refuses bytes that do not fit the shape", () => {
  throws(() => encodeSafetensors([{ ...x, bytes: new Uint8Array(3) }]), { rule: "BytesMismatch" });
});
