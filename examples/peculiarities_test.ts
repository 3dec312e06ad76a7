/**
 * What is peculiar to one architecture, and the laws of plugins do not look at.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  type Checkpoint,
  isTensorferryError,
  type LazyTensor,
  leaf,
  type ModelConfig,
  type Plan,
  planConversion,
  type Plugin,
} from "@tensorferry/core";
import { syntheticCheckpoint } from "@tensorferry/harness";
import deepseekV3 from "./plugins/deepseek_v3/plugin.ts";
import gptOss from "./plugins/gpt_oss/plugin.ts";
import qwen35Moe from "./plugins/qwen3_5_moe/plugin.ts";
import qwen3VlMoe from "./plugins/qwen3_vl_moe/plugin.ts";

function synthetic(plugin: Plugin, config: ModelConfig): Checkpoint {
  return syntheticCheckpoint(JSON.stringify(config), "config.json", { plugins: [plugin] });
}

function planned(plugin: Plugin, checkpoint: Checkpoint, options: object): Plan {
  return planConversion(checkpoint, { plugins: [plugin], ...options });
}

/** The same checkpoint with other tensors, of which only the headers are there. */
function withTensors(checkpoint: Checkpoint, shapes: ReadonlyMap<string, readonly number[]>) {
  const tensors = new Map<string, LazyTensor>();
  for (const [name, shape] of shapes) {
    tensors.set(name, leaf({ source: 0, position: 0, dtype: "bfloat16", shape }));
  }
  return { ...checkpoint, tensors };
}

function shapesOf(plan: Plan): Map<string, readonly number[]> {
  return new Map(
    plan.shards.flatMap(({ tensors }) =>
      tensors.map(({ name, tensor }) => [name, tensor.shape] as const)
    ),
  );
}

Deno.test("deepseek_v3 carries the layer of multi-token prediction, experts and all", () => {
  const checkpoint = synthetic(deepseekV3, deepseekV3.examples![0]!);
  const extra = new Map([
    ["model.layers.3.eh_proj.weight", [64, 128]],
    ["model.layers.3.enorm.weight", [64]],
    ["model.layers.3.mlp.experts.0.gate_proj.weight", [32, 64]],
    ["model.layers.3.mlp.experts.11.down_proj.weight", [64, 32]],
    ["model.layers.3.shared_head.head.weight", [80, 64]],
  ]);
  const own = [...checkpoint.tensors].map(([name, { shape }]) => [name, shape] as const);
  const hf = withTensors(checkpoint, new Map([...own, ...extra]));
  const there = planned(deepseekV3, hf, { to: "transformers" });
  assert.deepEqual(there.carried.toSorted(), [...extra.keys()]);
  const made = shapesOf(there);
  assert.deepEqual(made.get("model.layers.2.mlp.experts.gate_up_proj"), [12, 64, 64]);
  for (const [name, shape] of extra) assert.deepEqual(made.get(name), shape);

  const back = planned(deepseekV3, withTensors(hf, made), { to: "hf" });
  assert.equal(back.from, "transformers");
  assert.deepEqual(new Map([...shapesOf(back)].sort()), new Map([...own, ...extra].sort()));
});

Deno.test("deepseek_v3 fuses the scales of FP8 with their weights", () => {
  const whole = synthetic(deepseekV3, deepseekV3.examples![2]!);
  const tensors = new Map([...whole.tensors].map(([name, tensor]) => [
    name,
    whole.tensors.has(`${name}_scale_inv`)
      ? leaf({ source: 0, position: 0, dtype: "float8_e4m3fn", shape: tensor.shape })
      : tensor,
  ]));
  const there = planned(deepseekV3, { ...whole, tensors }, { to: "transformers" });
  assert.deepEqual(there.warnings, []);
  const made = shapesOf(there);
  const experts = "model.layers.1.mlp.experts";
  assert.deepEqual(made.get(`${experts}.gate_up_proj`), [3, 256, 264]);
  assert.deepEqual(made.get(`${experts}.gate_up_proj_scale_inv`), [3, 2, 3]);
  assert.deepEqual(made.get(`${experts}.down_proj_scale_inv`), [3, 3, 1]);
  const lost = new Map(tensors);
  lost.delete(`${experts}.0.up_proj.weight`);
  assert.throws(
    () => planned(deepseekV3, { ...whole, tensors: lost }, { to: "transformers" }),
    /the source lacks "model\.layers\.1\.mlp\.experts\.0\.up_proj\.weight"/,
  );
  assert.throws(
    () => synthetic(deepseekV3, { ...deepseekV3.examples![2]!, moe_intermediate_size: 96 }),
    /no multiple of the rows that share one FP8 scale/,
  );
});

Deno.test("gpt_oss refuses MXFP4, and says what to do", () => {
  const config = { ...gptOss.examples![0]!, quantization_config: { quant_method: "mxfp4" } };
  assert.throws(
    () => synthetic(gptOss, config),
    (error) =>
      isTensorferryError(error, "Layout") && /quantised as MXFP4/.test(error.message) &&
      /dequantize=True/.test(error.message),
  );
});

const EXPERTS = "model.language_model.layers.0.mlp.experts";

/** Qwen3-VL with other sizes of its experts. */
function qwenVl(hidden_size: number, moe_intermediate_size: number): Checkpoint {
  const example = qwen3VlMoe.examples![0]!;
  const text = example["text_config"] as object;
  return synthetic(qwen3VlMoe, {
    ...example,
    text_config: { ...text, hidden_size, moe_intermediate_size },
  });
}

Deno.test("qwen3_vl_moe tells the order of its experts by their shapes", () => {
  // Where one of the two stacks is square, the other one still tells.
  for (const [hidden, inner] of [[48, 20], [48, 24], [48, 48]] as const) {
    const hub = qwenVl(hidden, inner);
    const there = planned(qwen3VlMoe, hub, { to: "transformers" });
    assert.equal(there.from, "hf");
    assert.deepEqual(shapesOf(there).get(`${EXPERTS}.gate_up_proj`), [6, 2 * inner, hidden]);
    const runtime = withTensors(hub, shapesOf(there));
    assert.equal(planned(qwen3VlMoe, runtime, { to: "hf" }).from, "transformers");
  }
});

Deno.test("qwen3_vl_moe asks where all that is there is square", () => {
  const hub = qwenVl(48, 24);
  const square = { to: "transformers", include: [`${EXPERTS}.gate_up_proj`] };
  assert.throws(
    () => planned(qwen3VlMoe, hub, square),
    (error) =>
      isTensorferryError(error, "Layout") &&
      /Cannot tell layout hf from transformers: .* Say which it is with --from/.test(error.message),
  );
  const told = planned(qwen3VlMoe, hub, { ...square, from: "hf" });
  assert.equal(told.shards[0]!.tensors[0]!.tensor.op, "permute");
});

Deno.test("qwen3_5_moe carries the tensors of multi-token prediction", () => {
  const checkpoint = synthetic(qwen35Moe, qwen35Moe.examples![0]!);
  const own = [...checkpoint.tensors].map(([name, { shape }]) => [name, shape] as const);
  const mtp = ["mtp.fc.weight", "mtp.layers.0.mlp.experts.gate_up_proj"];
  const hf = withTensors(checkpoint, new Map([...own, ...mtp.map((name) => [name, [4]] as const)]));
  const apart = planned(qwen35Moe, hf, { to: "per-expert" });
  assert.deepEqual(apart.carried.toSorted(), mtp);
  assert.deepEqual(
    shapesOf(apart).get(`${EXPERTS}.5.gate_proj.weight`),
    [20, 48],
  );
});
