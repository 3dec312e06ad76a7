import assert from "node:assert/strict";
import fc from "fast-check";
import { iterConvert } from "../ferry/iter_convert.ts";
import type { ContainerWriter, TensorPart, TensorSpec } from "../io/container.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import { wholeTensors } from "../plan/part.ts";
import { arbitraryTensor } from "../testing/arbitrary_tensor.ts";
import { declaredCheckpoint, evaluated, memoryCheckpoint } from "../testing/memory_checkpoint.ts";
import { memorySource, type RecordedSource } from "../testing/memory_source.ts";
import { naiveBytes } from "../testing/naive.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { iterParts, type RankTensor } from "./iter_parts.ts";
import type { Placement } from "./placement.ts";
import { planRank } from "./plan_rank.ts";
import { placeTensors } from "./rank_part.ts";

const ranksOf = (worldSize: number) => [...Array(worldSize).keys()];

const bytesFrom = (...sources: RecordedSource[]) =>
  sources.flatMap(({ reads }) => reads).reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Puts the parts of all ranks together along a dimension. */
function joined(
  parts: readonly { readonly bytes: Uint8Array; readonly shape: readonly number[] }[],
  dim: number,
): Uint8Array {
  const outer = parts[0]!.shape.slice(0, dim).reduce((product, n) => product * n, 1);
  const pieces: Uint8Array[] = [];
  for (let o = 0; o < outer; o++) {
    for (const { bytes } of parts) {
      const run = bytes.length / outer;
      pieces.push(bytes.subarray(o * run, (o + 1) * run));
    }
  }
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

async function taken(
  tensors: AsyncIterable<[string, RankTensor]>,
): Promise<Map<string, { bytes: Uint8Array; shape: readonly number[] }>> {
  const made = new Map<string, { bytes: Uint8Array; shape: readonly number[] }>();
  for await (const [name, tensor] of tensors) {
    assert(!made.has(name), name);
    if (!tensor.isInitialised) made.set(name, { bytes: await tensor.bytes(), shape: tensor.shape });
  }
  return made;
}

Deno.test("the parts of all ranks make the whole, for any tensor, dimension and world size", async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryTensor(),
      fc.integer({ min: 1, max: 7 }),
      fc.nat(),
      async ({ tensor, sources }, worldSize, seed) => {
        const shard = tensor.shape.length === 0 ? 0 : seed % tensor.shape.length;
        const parts = await Promise.all(
          ranksOf(worldSize).map(async (rank) => {
            const options = { rank, worldSize, placement: { shard } };
            const parts = placeTensors(new Map([["t", tensor]]), options);
            const opened = sources.map((bytes) => memorySource(bytes));
            return (await taken(iterParts({ parts, sources: opened }))).get("t")!;
          }),
        );
        const whole = naiveBytes(tensor, sources);
        if (tensor.shape.length > 0) assert.deepEqual(joined(parts, shard), whole);
        else for (const { bytes } of parts) assert.deepEqual(bytes, whole);
      },
    ),
    { numRuns: 500 },
  );
});

for (const to of ["hf", "fused", "trainer", "turned"]) {
  Deno.test(`each rank reads the bytes of its part of layout ${to} from the source, and no others`, async () => {
    const config = { ...toyConfig, tied: false };
    const whole = declaredCheckpoint(toy, config);
    const plan = planConversion(whole, { plugins: [toy], to });
    const expected = new Map(
      [...wholeTensors(plan)].map(([name, tensor]) => [name, naiveBytes(tensor, [whole.bytes])]),
    );
    const made = await Promise.all(
      ranksOf(4).map(async (rank) => {
        const own = declaredCheckpoint(toy, config);
        const options = { rank, worldSize: 4, placement: { shard: 0 } } as const;
        const parts = await taken(iterConvert(plan, own, options));
        const bytes = [...parts.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
        assert.equal(planRank(plan, options).bytesRead, bytes);
        // A transposed matrix that is cut lies as short runs, which are read with the gaps between them.
        const read = bytesFrom(...own.sources);
        assert(
          read === bytes || to === "turned" && read > bytes && read < 2 * bytes,
          `${read} bytes`,
        );
        return parts;
      }),
    );
    assert.deepEqual([...made[0]!.keys()], [...expected.keys()]);
    for (const [name, bytes] of expected) {
      assert.deepEqual(joined(made.map((parts) => parts.get(name)!), 0), bytes, name);
    }
  });
}

Deno.test("columns are read without what lies between them, where that is long", async () => {
  const shapes = new Map([["long", [8, 16384]], ["short", [64, 256]]]);
  const placement: Placement = { shard: 1 };
  for (const rank of ranksOf(4)) {
    for (const [name, most] of [["long", 1], ["short", 4]] as const) {
      const { tensors, sources } = memoryCheckpoint(shapes, undefined);
      const only = new Map([[name, tensors.get(name)!]]);
      const parts = placeTensors(only, { rank, worldSize: 4, placement });
      const { bytes } = (await taken(iterParts({ parts, sources }))).get(name)!;
      const read = bytesFrom(...sources);
      assert(read >= bytes.length && read <= bytes.length * most, `${name}: ${read} bytes`);
    }
  }
});

Deno.test("rank 0 reads all that it gives to the others, which read nothing and know names, dtypes and shapes", async () => {
  const whole = declaredCheckpoint(toy, toyConfig);
  const plan = planConversion(whole, { plugins: [toy], to: "trainer" });
  const tensors = wholeTensors(plan);
  for (const rank of ranksOf(3)) {
    const own = declaredCheckpoint(toy, toyConfig);
    const options = { rank, worldSize: 3, placement: "rank0-only" } as const;
    const given = new Map<string, RankTensor>();
    for await (const [name, tensor] of iterConvert(plan, own, options)) {
      given.set(name, tensor);
      assert.deepEqual(
        [tensor.isInitialised, tensor.dtype, tensor.shape],
        [rank > 0, tensors.get(name)!.dtype, tensors.get(name)!.shape],
      );
      if (tensor.isInitialised) continue;
      assert.deepEqual(await tensor.bytes(), naiveBytes(tensors.get(name)!, [whole.bytes]));
    }
    assert.deepEqual([...given.keys()], [...tensors.keys()]);
    const { bytesRead } = planRank(plan, options);
    assert.equal(bytesFrom(...own.sources), bytesRead);
    assert.equal(bytesRead === 0, rank > 0);
  }
});

/** A checkpoint in layout `trainer`, whose two copies of the tied embedding are the same but for the last byte of one. */
function untied() {
  const config = { ...toyConfig, tied: true };
  const hf = declaredCheckpoint(toy, config);
  const plan = planConversion(hf, { plugins: [toy], to: "trainer" });
  const made = evaluated(wholeTensors(plan), hf);
  const { position } = made.tensors.get("out")!;
  made.bytes[position + 5 * 4 * 2 - 1]! ^= 1;
  return { made, back: planConversion(made, { plugins: [toy], to: "hf" }) };
}

Deno.test("what has to be the same is compared by all ranks together, or by the one that reads", async () => {
  const fails = async (placement: Placement) => {
    const { made, back } = untied();
    assert.equal(back.ties.length, 1);
    const failed = [];
    for (const rank of ranksOf(4)) {
      const options = { rank, worldSize: 4, placement };
      try {
        await iterConvert(back, made, options).next();
      } catch (error) {
        assert(error instanceof Error && "tag" in error && error.tag === "TiedTensors");
        failed.push(rank);
      }
    }
    return failed;
  };
  // 5 rows over 4 ranks are 2, 2, 1 and 0.
  assert.deepEqual(await fails({ shard: 0 }), [2]);
  assert.deepEqual(await fails("replicate"), [2]);
  assert.deepEqual(await fails("rank0-only"), [0]);
});

Deno.test("parts that a container cuts are put together before a rank takes its own", async () => {
  const checkpoint = declaredCheckpoint(toy, toyConfig);
  const halves: ContainerWriter = {
    ...checkpoint.container.writer!,
    bySize: false,
    deal: (sets) =>
      [0, 1].map((half) => ({
        file: `half ${half}`,
        tensors: sets.flat().map(({ name, dtype, shape }): TensorPart => {
          const middle = Math.floor(shape[0]! / 2);
          const rows = half === 0 ? middle : shape[0]! - middle;
          const offsets = shape.map((_, d) => d === 0 ? half * middle : 0);
          return { name, dtype, shape: shape.with(0, rows), part: { offsets, shape } };
        }),
      })),
  };
  const container = { ...checkpoint.container, writer: halves };
  const plan = planConversion(checkpoint, { plugins: [toy], to: "fused", container });
  const name = "layers.0.experts.gate_up";
  const parts = await Promise.all(
    ranksOf(3).map(async (rank) => {
      const placement = ({ shape }: TensorSpec) => ({ shard: Math.min(1, shape.length - 1) });
      return (await taken(iterConvert(plan, checkpoint, { rank, worldSize: 3, placement })))
        .get(name)!;
    }),
  );
  const expected = naiveBytes(wholeTensors(plan).get(name)!, [checkpoint.bytes]);
  assert.deepEqual(joined(parts, 1), expected);
});
