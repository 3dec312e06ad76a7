import assert from "node:assert/strict";
import { planShards } from "./shard_planner.ts";

Deno.test("planShards() deals as huggingface_hub 2.0.0 does: what is too large alone, the open shard kept open", () => {
  const items = [2, 20, 2, 3, 6].map((bytes, i) => ({ name: `${i}`, bytes }));
  const { shards, oversized } = planShards(items, 10);
  assert.deepEqual(shards, [["1"], ["0", "2", "3"], ["4"]]);
  assert.deepEqual(oversized, [0]);
});

Deno.test("planShards() counts the limit itself as fitting, and numbers as numbers", () => {
  const items = ["layer.10", "layer.9", "layer.1"].map((name) => ({ name, bytes: 5 }));
  assert.deepEqual(planShards(items, 10).shards, [["layer.1", "layer.9"], ["layer.10"]]);
});

Deno.test("planShards() puts a group where its first tensor stands, whole", () => {
  const items = [
    { name: "a", bytes: 1, group: 7 },
    { name: "b", bytes: 9 },
    { name: "c", bytes: 8, group: 7 },
  ];
  assert.deepEqual(planShards(items, 10).shards, [["a", "c"], ["b"]]);
});

Deno.test("planShards() of nothing is no shard", () =>
  assert.deepEqual(planShards([], 1).shards, []));
