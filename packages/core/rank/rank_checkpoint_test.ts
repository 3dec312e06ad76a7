import assert from "node:assert/strict";
import { openCheckpoint } from "../io/checkpoint.ts";
import type { Container } from "../io/container.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import { plainContainer } from "../testing/memory_checkpoint.ts";
import { memorySource } from "../testing/memory_source.ts";
import { leaf } from "../tensor/operations.ts";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import type { Placement, RankOptions } from "./placement.ts";

/** Opens every folder, as one of a matrix and a vector. */
function containerOf(onClose: () => void) {
  const source = memorySource(new Uint8Array(30));
  const container: Container = {
    ...plainContainer,
    open: () =>
      Promise.resolve({
        sources: [source],
        tensors: new Map([
          ["matrix", leaf({ source: 0, position: 0, dtype: "uint8", shape: [10, 2] })],
          ["vector", leaf({ source: 0, position: 20, dtype: "uint8", shape: [10] })],
        ]),
        files: [],
        warnings: [],
        close: onClose,
      }),
  };
  return { container, source };
}

Deno.test("openCheckpoint() gives a rank its parts, which cannot be taken for the whole", async () => {
  using folder = temporaryFolder();
  const { container, source } = containerOf(() => {});
  const checkpoint = await openCheckpoint(folder.path, {
    containers: [container],
    rank: 3,
    worldSize: 4,
    placement: new Map<string, Placement>([["matrix", { shard: 0 }], ["vector", "rank0-only"]]),
  });
  const parts = [...checkpoint.parts].map(([name, part]) => [
    name,
    part.isInitialised,
    part.dtype,
    part.shape,
    part.isInitialised ? undefined : part.part,
  ]);
  assert.deepEqual(parts, [
    ["matrix", false, "uint8", [1, 2], { offsets: [9, 0], shape: [10, 2] }],
    ["vector", true, "uint8", [10], undefined],
  ]);
  assert.equal(source.reads.length, 0);
  // @ts-expect-error a plan is made of whole tensors
  assert.throws(() => planConversion(checkpoint, { plugins: [] }));
});

Deno.test("openCheckpoint() opens nothing for a rank that there is not, and closes what it cannot place", async () => {
  using folder = temporaryFolder();
  let closed = 0;
  const { container } = containerOf(() => closed++);
  const open = (options: RankOptions) =>
    openCheckpoint(folder.path, { containers: [container], ...options });
  await assert.rejects(open({ rank: 4, worldSize: 4, placement: "replicate" }), {
    tag: "Option",
  });
  // What types do not hold back.
  await assert.rejects(open({ placement: "replicate" } as RankOptions), { tag: "Option" });
  assert.equal(closed, 0);
  const placement = { shard: 1 };
  await assert.rejects(open({ rank: 0, worldSize: 4, placement }), {
    tag: "Placement",
    tensor: "vector",
  });
  await assert.rejects(open({ rank: 0, worldSize: 4 } as RankOptions), { tag: "Placement" });
  assert.equal(closed, 2);
});
