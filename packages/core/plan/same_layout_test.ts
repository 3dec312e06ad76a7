import assert from "node:assert/strict";
import { MissingTensorsError, ShapeError } from "../errors.ts";
import { compareCheckpoints } from "../ferry/compare.ts";
import { declaredCheckpoint, evaluated, tensorBytes } from "../testing/memory_checkpoint.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { planConversion } from "./plan_conversion.ts";

const hf = declaredCheckpoint(toy, toyConfig);
const led = planConversion(hf, { plugins: [toy], to: "trainer" }).shards
  .flatMap(({ tensors }) => tensors);
/** Experts of 3 rows where the config has 5, in a layout that turns them. */
const odd = {
  ...evaluated(new Map(led.map(({ name, tensor }) => [name, tensor])), hf),
  config: { ...toyConfig, inner: 5 },
};

Deno.test("a checkpoint that stays in its layout keeps its bytes, whatever shapes the config gives", () => {
  const { shards, from, warnings } = planConversion(odd, { plugins: [toy], to: "trainer" });
  assert.equal(from, "trainer");
  const kept = new Map(shards.flatMap(({ tensors }) => tensors).map((t) => [t.name, t.tensor]));
  assert.deepEqual(tensorBytes(evaluated(kept, odd)), tensorBytes(odd));
  assert.match(warnings.join("\n"), /gate\.weight has shape \[3,4\], and by the config .* \[5,4\]/);
  for (const to of ["hf", "fused"]) {
    assert.throws(() => planConversion(odd, { plugins: [toy], to }), ShapeError);
  }
});

Deno.test("a checkpoint that stays in its layout has to be whole all the same", () => {
  const tensors = new Map([...odd.tensors].filter(([name]) => name !== "emb"));
  const part = { ...odd, tensors };
  assert.throws(
    () => planConversion(part, { plugins: [toy], to: "trainer" }),
    MissingTensorsError,
  );
});

Deno.test("a checkpoint of odd shapes is the same as itself in any layout", async () => {
  const { same, layout } = await compareCheckpoints(odd, odd, { plugins: [toy] });
  assert(same);
  assert.equal(layout, "trainer");
});
