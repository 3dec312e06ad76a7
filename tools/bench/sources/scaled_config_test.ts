import assert from "node:assert/strict";
import { moreLayers, oneLayer, scaled } from "./scaled_config.ts";

const config = {
  model_type: "qwen3_moe",
  vocab_size: 1000,
  hidden_size: 10,
  num_hidden_layers: 8,
  num_experts: 4,
  moe_intermediate_size: 5,
};

Deno.test("scaled() changes the counts, and not the shape of a layer", () => {
  assert.deepEqual(scaled(config, 0.5), { ...config, vocab_size: 512, num_hidden_layers: 4 });
  assert.deepEqual(scaled(config, 0.001), { ...config, vocab_size: 64, num_hidden_layers: 1 });
});

Deno.test("oneLayer() has one tensor of about the bytes", () => {
  const { num_experts, num_hidden_layers } = oneLayer(config, 20_050);
  assert.deepEqual([num_experts, num_hidden_layers], [100, 1]);
});

Deno.test("moreLayers() leaves the words alone", () => {
  assert.deepEqual(moreLayers(config, 10), { ...config, num_hidden_layers: 80 });
});
