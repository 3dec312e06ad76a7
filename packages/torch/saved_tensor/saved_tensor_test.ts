import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { openFile } from "@tensorferry/core";
import { readMetadata } from "../dcp/metadata/read_metadata.ts";
import { savedTensor } from "./saved_tensor.ts";

const FIXTURES = new URL("../../../tests/fixtures/", import.meta.url).pathname;

for (const fixture of ["llama-gqa", "qwen3-moe"]) {
  Deno.test(`savedTensor() makes what torch saved of every shard of ${fixture}, to the byte`, async () => {
    const metadata = openFile(`${FIXTURES}${fixture}/dcp/.metadata`);
    const { tensors } = await readMetadata(metadata);
    metadata.close();
    assert(tensors.size > 20);
    for (const [name, { dtype, chunks }] of tensors) {
      for (const { sizes, item } of chunks) {
        const file = Deno.readFileSync(`${FIXTURES}${fixture}/dcp/${item.file}`);
        const bytes = file.subarray(item.position, item.position + item.byteLength);
        const { byteLength, head, tail } = savedTensor(dtype.dtype!, sizes);
        const elements = bytes.slice(head.length, bytes.length - tail(0).length);
        const made = [...head, ...elements, ...tail(crc32(elements))];
        assert.equal(byteLength, bytes.length);
        assert.deepEqual(Uint8Array.from(made), bytes.slice(), name);
      }
    }
  });
}

/**
 * What torch 2.13 saved of so many zeros of uint8: their CRC-32, how many bytes it adds, and the CRC-32 of those before and of those
 * after the zeros. From 2^32 - 1 on numbers do not fit their 32 bits: first those of places, then that of the size.
 */
const AROUND_4_GIB: readonly (readonly [number, number, number, number, number])[] = [
  [2 ** 32 - 1200, 0xf6d6bdc6, 1561, 0x119cb8c4, 0xf815669a],
  [2 ** 32 - 1000, 0xfc8392b6, 1553, 0xd2245f81, 0x57bdf93a],
  [2 ** 32 - 790, 0x96649805, 1555, 0x94806c89, 0xb37e4e94],
  [2 ** 32 - 700, 0x83b856ce, 1605, 0x8147558f, 0x461b44e8],
  [2 ** 32 - 600, 0xa3822dc2, 1569, 0x3f41b24c, 0x1bd5b6d8],
  [2 ** 32 - 2, 0x0f6a7026, 1611, 0xc9f7cdc7, 0x07bc2d56],
  [2 ** 32 - 1, 0x00000000, 1630, 0x06737a10, 0x8b198e63],
  [2 ** 32, 0xd202ef8d, 1629, 0x6856b054, 0xc639ce67],
  [2 ** 32 + 5, 0xb1c2a1a3, 1624, 0xa25bdf09, 0x53f2ad2e],
];
for (const [size, zeros, added, before, after] of AROUND_4_GIB) {
  Deno.test(`savedTensor() of ${size} bytes is what torch saved`, () => {
    const { byteLength, head, tail } = savedTensor("uint8", [size]);
    assert.deepEqual(
      [byteLength - size, crc32(head), crc32(tail(zeros)), head.length + tail(0).length],
      [added, before, after, added],
    );
  });
}
