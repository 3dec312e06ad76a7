import { deepEqual, equal, rejects } from "node:assert/strict";
import { memorySource } from "../memory_source.ts";
import { encodeSafetensors } from "../write/encode.ts";
import { readHeader } from "./read_header.ts";

const FILE = encodeSafetensors([
  { name: "x", dtype: "uint8", shape: [3], bytes: Uint8Array.of(1, 2, 3) },
]);

function withLength(length: bigint, byteLength: number = FILE.length): Uint8Array {
  const file = FILE.slice(0, byteLength);
  new DataView(file.buffer).setBigUint64(0, length, true);
  return file;
}

Deno.test("readHeader() reads the length and the header, and none of the data", async () => {
  const reads: [number, number][] = [];
  const source = memorySource("x", FILE);
  const header = await readHeader({
    ...source,
    read(position, into) {
      reads.push([position, into.length]);
      return source.read(position, into);
    },
  });
  deepEqual(reads, [[0, 8], [8, header.dataPosition - 8]]);
  deepEqual(header.tensors.get("x"), {
    dtype: "uint8",
    shape: [3],
    position: header.dataPosition,
    byteLength: 3,
  });
});

Deno.test("readHeader() answers the rule that a length breaks", async () => {
  const cases: [string, Uint8Array][] = [
    ["HeaderTooSmall", FILE.subarray(0, 0)],
    ["HeaderTooSmall", FILE.subarray(0, 7)],
    ["HeaderTooLarge", withLength(100_000_001n)],
    ["HeaderTooLarge", withLength(2n ** 64n - 1n)],
    ["InvalidHeaderLength", withLength(100_000_000n)],
    ["InvalidHeaderLength", withLength(BigInt(FILE.length - 7))],
    ["InvalidHeaderDeserialization", withLength(0n)],
    ["MetadataIncompleteBuffer", FILE.subarray(0, FILE.length - 1)],
  ];
  for (const [rule, file] of cases) {
    await rejects(readHeader(memorySource("x", file)), { tag: "Safetensors", exitCode: 3, rule });
  }
});

Deno.test("an error shows a name from a file only escaped and cut", async () => {
  const name = `\\u001b[2J${"n".repeat(5000)}`;
  const json = `{"${name}":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`;
  const file = new TextEncoder().encode(`\0\0\0\0\0\0\0\0${json}`);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  await rejects(readHeader(memorySource("a.safetensors", file)), (error: Error) => {
    equal(/^[\x20-\x7e…]{1,600}$/.test(error.message), true, error.message);
    return true;
  });
});
