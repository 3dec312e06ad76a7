import assert from "node:assert/strict";
import { ConfigError, LayoutError } from "../errors.ts";
import { config, definePlugin, eq } from "../plugin/mod.ts";
import { declaredTensors } from "./declared_tensors.ts";
import { bindModel, findPlugin } from "./model.ts";

const plugin = definePlugin({
  name: "tiny",
  version: "1.0.0",
  serves: { model_type: ["tiny"] },
  variables: { layer: config("layers"), expert: config("experts") },
  tensors: {
    "embed": { shape: [1] },
    "layers.{layer}.experts.{expert}.w": { shape: [config("width")] },
  },
  layouts: {},
});

/** A config of the plugin above. */
function tiny(layers: unknown, experts: unknown) {
  return { model_type: "tiny", width: 1, layers, experts };
}

const REFUSED: readonly [layers: unknown, experts: unknown, says: RegExp][] = [
  [-1, 1, /layers = -1, experts = 1: none may be below 0/],
  [1e9, 1, /layers = 1000000000, experts = 1: it calls for 1000000001 tensors/],
  [1e9, 0, /layers = 1000000000, experts = 0/],
  [1e4, 1e4, /it calls for 100000001 tensors/],
  [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, /are the most/],
  ["3", 1, /Cannot use "3" as a size: layers is not a whole number/],
  [2.5, 1, /Cannot use 2.5 as a size/],
  [1e300, 1, /Cannot use 1e\+300 as a size: layers is not a whole number below 2\^53/],
  [null, 1, /Cannot find layers in the config/],
];

for (const [layers, experts, says] of REFUSED) {
  Deno.test(`bindModel() refuses a config of ${layers} layers of ${experts} experts`, () => {
    assert.throws(
      () => bindModel(plugin, tiny(layers, experts)),
      (error) => error instanceof ConfigError && says.test(error.message),
    );
  });
}

Deno.test("findPlugin() asks whatever chooses, and chooses itself among plugins", () => {
  assert.equal(findPlugin({ model_type: "other" }, () => plugin), plugin);
  assert.equal(findPlugin(tiny(1, 1), [plugin]), plugin);
  assert.throws(() => findPlugin({ model_type: "other" }, [plugin]), /no plugin serves it/);
  assert.throws(() => findPlugin(tiny(1, 1), [plugin, plugin]), /Cannot choose between/);
});

Deno.test("bindModel() takes a config without any layer", () => {
  const names = [...declaredTensors(bindModel(plugin, tiny(0, 8)))].map(({ name }) => name);
  assert.deepEqual(names, ["embed"]);
});

Deno.test("bindModel() refuses what the plugin refuses, with its words", () => {
  const picky = definePlugin({
    ...plugin,
    refuses: [{
      when: eq(config("quantization_config.quant_method", { default: "none" }), "packed"),
      why: "its experts are packed. Take one in bfloat16",
    }],
  });
  const model = tiny(1, 1);
  assert.equal(bindModel(picky, model).counts["layer"], 1);
  assert.throws(
    () => bindModel(picky, { ...model, quantization_config: { quant_method: "packed" } }),
    (error) =>
      error instanceof LayoutError &&
      error.message ===
        "Cannot convert this tiny: its experts are packed. Take one in bfloat16",
  );
});
