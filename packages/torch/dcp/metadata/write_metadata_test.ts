import assert from "node:assert/strict";
import { memorySource } from "@tensorferry/safetensors";
import { readMetadata } from "./read_metadata.ts";
import { writeMetadata, type WrittenItem } from "./write_metadata.ts";

Deno.test("writeMetadata() says of every part what readMetadata() reads, beyond 4 GiB and batches of 1000", async () => {
  const [tensors, ranks] = [1200, 3];
  const items = Array.from(
    { length: ranks },
    (_, rank) =>
      Array.from({ length: tensors }, (_, i): WrittenItem => ({
        tensor: {
          name: `layers.${i}.weight`,
          dtype: "float8_e4m3fn",
          shape: [10, 2 ** 33],
          part: { offsets: [10 * rank, 0], shape: [30, 2 ** 33] },
        },
        file: `__${rank}_0.distcp`,
        position: i * 2 ** 34,
        byteLength: 2 ** 34,
      })),
  ).flat();
  const scalar: WrittenItem = {
    tensor: { name: "scalar", dtype: "bool", shape: [] },
    file: "__1_0.distcp",
    position: 2 ** 50,
    byteLength: 7,
  };
  const bytes = writeMetadata([...items, scalar]);
  const read = await readMetadata(memorySource(".metadata", bytes));
  assert.equal(read.unused, 0);
  assert.equal(read.tensors.size, tensors + 1);
  assert.deepEqual(read.paths.get("layers.7.weight"), ["layers.7.weight"]);
  const { dtype, shape, chunks } = read.tensors.get("layers.1199.weight")!;
  assert.deepEqual([dtype.name, shape], ["float8_e4m3fn", [30, 2 ** 33]]);
  assert.deepEqual(
    chunks,
    [0, 1, 2].map((rank) => ({
      offsets: [10 * rank, 0],
      sizes: [10, 2 ** 33],
      item: {
        file: `__${rank}_0.distcp`,
        position: 1199 * 2 ** 34,
        byteLength: 2 ** 34,
        transforms: [],
      },
    })),
  );
  assert.deepEqual(read.tensors.get("scalar")!.chunks[0]!.offsets, []);
});

Deno.test("writeMetadata() of nothing is read as nothing", async () => {
  const read = await readMetadata(memorySource(".metadata", writeMetadata([])));
  assert.deepEqual([read.tensors.size, read.values, read.unused], [0, [], 0]);
});
