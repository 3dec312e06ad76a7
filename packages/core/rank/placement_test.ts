import assert from "node:assert/strict";
import { leaf } from "../tensor/operations.ts";
import { checkRank, type Placement, placementOf, type Placements } from "./placement.ts";
import { placeTensors } from "./rank_part.ts";

const matrix = { name: "a.weight", dtype: "bfloat16", shape: [4, 6] } as const;
const scalar = { name: "scale", dtype: "float32", shape: [] } as const;

Deno.test("checkRank() refuses ranks that there are not", () => {
  for (
    const [rank, worldSize] of [[4, 4], [-1, 4], [0.5, 4], [NaN, 4], [0, 0], [0, 1.5], [0, -1]]
  ) {
    assert.throws(() => checkRank({ rank: rank!, worldSize: worldSize! }), { tag: "Option" });
  }
  assert.throws(
    () => checkRank({ rank: 4, worldSize: 4 }),
    /Cannot read for rank 4 of 4: ranks are whole numbers from 0 to 3/,
  );
  checkRank({ rank: 3, worldSize: 4 });
});

Deno.test("placementOf() takes one placement, a map or a function, and dimensions from the last", () => {
  const each: readonly Placements[] = [
    { shard: -1 },
    new Map([["a.weight", { shard: 1 }]]),
    ({ name, shape }) => name === "a.weight" ? { shard: shape.length - 1 } : "replicate",
  ];
  for (const placement of each) assert.deepEqual(placementOf(matrix, placement), { shard: 1 });
  assert.equal(placementOf(matrix, "rank0-only"), "rank0-only");
  assert.equal(placementOf(scalar, { shard: 0 }), "replicate");
});

Deno.test("placementOf() names the tensor that cannot be placed", () => {
  const refused = (placement: Placements, said: RegExp) =>
    assert.throws(() => placementOf(matrix, placement), (error) => {
      assert(error instanceof Error);
      assert.match(error.message, /Cannot place tensor "?a\.weight/);
      assert.match(error.message, said);
      return "tag" in error && error.tag === "Placement";
    });
  for (const shard of [2, -3]) refused({ shard }, /shape \[4,6\], and so no dimension -?\d/);
  refused(new Map([["b", "replicate" as const]]), /given none/);
  refused({ shard: 0.5 }, /is none\. They are/);
  refused("Replicate" as Placement, /"Replicate" is none\. They are/);
  refused(null as unknown as Placement, /is none|given none/);
});

Deno.test("placeTensors() cuts elements of less than a byte only where bytes end", () => {
  const packed = leaf({ source: 0, position: 0, dtype: "float4_e2m1", shape: [2, 6] });
  const at = (placement: Placement, worldSize: number) =>
    placeTensors(new Map([["q", packed]]), { rank: 0, worldSize, placement }).get("q");
  assert.deepEqual(at({ shard: 0 }, 2)?.shape, [1, 6]);
  assert.throws(() => at({ shard: 1 }, 2), { tag: "Placement", tensor: "q" });
});
