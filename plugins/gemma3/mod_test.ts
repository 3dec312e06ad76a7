import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { bindModel, declaredTensors, type ModelConfig } from "@tensorferry/core";
import { definePlugin } from "@tensorferry/core/plugin";
import gemma3 from "./mod.ts";

/** Configs, and the tensors that transformers 5.18.0 writes of such a model; made by tests/owner_fixture.py. */
const written: { config: ModelConfig; tensors: Record<string, number[]> }[] = readFileSync(
  new URL("./testing/state_dicts.jsonl", import.meta.url),
  "utf8",
).trimEnd().split("\n").map((line) => JSON.parse(line));

Deno.test("the plugin is one, and data", () => {
  assert.deepEqual(definePlugin(JSON.parse(JSON.stringify(gemma3))), gemma3);
});

Deno.test("every architecture it serves is compared with transformers", () => {
  const compared = new Set(written.map(({ config }) => config["model_type"]));
  assert.deepEqual([...compared].toSorted(), gemma3.serves.model_type.toSorted());
});

for (const { config, tensors } of written) {
  Deno.test(`declares what transformers writes of ${JSON.stringify(config)}`, () => {
    const declared = [...declaredTensors(bindModel(gemma3, config))];
    const required = declared.filter(({ required }) => required);
    assert.deepEqual(
      Object.fromEntries(required.map(({ name, shape }) => [name, shape])),
      tensors,
    );
  });
}
