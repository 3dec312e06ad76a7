import assert from "node:assert/strict";
import { planConversion } from "../plan/plan_conversion.ts";
import { declaredCheckpoint } from "../testing/memory_checkpoint.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { digestOfPlan } from "./plan_digest.ts";

Deno.test("digestOfPlan() tells apart what writes other bytes, and nothing else", async () => {
  const source = declaredCheckpoint(toy, toyConfig);
  const plan = planConversion(source, { plugins: [toy], to: "fused", maxShardSize: 200 });
  const beside = { companions: ["a"], configText: "{}" };
  const digest = await digestOfPlan(plan, beside);
  assert.match(digest, /^sha256:[0-9a-f]{64}$/);
  const sameBytes = planConversion(source, {
    plugins: [toy],
    to: "fused",
    maxShardSize: 200,
    memory: 2 ** 20,
  });
  assert.notDeepEqual(sameBytes.memory, plan.memory);
  assert.equal(await digestOfPlan(sameBytes, beside), digest);
  assert.equal(await digestOfPlan(JSON.parse(JSON.stringify(plan)), beside), digest);
  const others = [
    planConversion(source, { plugins: [toy], to: "fused", maxShardSize: 300 }),
    planConversion(source, { plugins: [toy], to: "trainer", maxShardSize: 200 }),
    planConversion(source, { plugins: [toy], to: "fused", maxShardSize: 200, dtype: "float32" }),
  ];
  const plugin = { ...plan.plugin!, integrity: "sha256-0" };
  const digests = [
    digestOfPlan({ ...plan, plugin }, beside),
    ...others.map((plan) => digestOfPlan(plan, beside)),
    digestOfPlan(plan, { ...beside, configText: "{ }" }),
    digestOfPlan(plan, { ...beside, companions: ["b"] }),
  ];
  assert.equal(new Set([digest, ...await Promise.all(digests)]).size, 7);
});
