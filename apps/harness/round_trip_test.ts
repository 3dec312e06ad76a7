import fc from "fast-check";
import assert from "node:assert/strict";
import {
  bindModel,
  type Checkpoint,
  findPlugin,
  isTensorferryError,
  layoutsOf,
  type ModelConfig,
  type Plan,
  planConversion,
} from "@tensorferry/core";
import { syntheticCheckpoint } from "./synthetic_checkpoint.ts";
import { arbitraryConfig, MODEL_TYPES, PLUGINS } from "./testing/arbitrary_config.ts";
import { contentOf, convertedCheckpoint } from "./testing/converted_checkpoint.ts";

const options = { plugins: PLUGINS, exact: true, memory: 2 ** 20 };

function layoutNames(config: ModelConfig): string[] {
  return layoutsOf(bindModel(findPlugin(config, PLUGINS), config)).map(([name]) => name);
}

/** Plans the way back. Core may decline to tell the layout, but must not tell a wrong one. */
function planBack(checkpoint: Checkpoint, layout: string): Plan {
  try {
    return planConversion(checkpoint, { ...options, to: "hf" });
  } catch (error) {
    if (!isTensorferryError(error, "Layout")) throw error;
    return planConversion(checkpoint, { ...options, from: layout, to: "hf" });
  }
}

for (const modelType of MODEL_TYPES) {
  Deno.test(`any ${modelType} comes back from every layout bit for bit`, async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryConfig(modelType), fc.nat(), async (config, seed) => {
        const text = JSON.stringify(config);
        const hf = syntheticCheckpoint(text, "config.json", { plugins: PLUGINS, seed });
        const expected = await contentOf(hf);
        for (const layout of layoutNames(config)) {
          const plan = planConversion(hf, { ...options, from: "hf", to: layout });
          // Some programs have no biases; every other tensor has a name of its own there.
          const carried = plan.carried.filter((name) => !name.endsWith(".bias"));
          assert.deepEqual(carried, [], layout);
          const there = await convertedCheckpoint(plan, hf);
          const back = await convertedCheckpoint(planBack(there, layout), there);
          const content = await contentOf(back);
          assert.deepEqual([...content.keys()].sort(), [...expected.keys()].sort(), layout);
          for (const [name, bytes] of expected) {
            assert(content.get(name) === bytes, `${layout} ${name}`);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
}
