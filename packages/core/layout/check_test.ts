import assert from "node:assert/strict";
import { MissingTensorsError } from "../errors.ts";
import type { ModelConfig } from "../rule/value.ts";
import { declaredCheckpoint } from "../testing/memory_checkpoint.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { checkCoverage, compareWithConfig } from "./check.ts";
import { leadFromHf } from "./lead.ts";
import { bindModel } from "./model.ts";

const { tensors } = declaredCheckpoint(toy, toyConfig);
const gate = "layers.0.experts.3.gate.weight";
const lost = new Map([...tensors].filter(([name]) => name !== gate));
const packed = new Map([...tensors].map(([name, tensor]) => [
  name.replace("gate.weight", "gate.qweight"),
  tensor,
]));
/** Beside where the lost one was there is one that the plugin does not know. */
const strange = new Map([...lost, [`${gate}_packed`, tensors.get(gate)!]]);
const fp8: ModelConfig = { ...toyConfig, quantization_config: { quant_method: "fp8\x1b" } };

const CASES: readonly [what: string, there: typeof lost, config: ModelConfig, says: RegExp][] = [
  [
    "a lost tensor",
    lost,
    toyConfig,
    /incomplete .*"layers\.0\.experts\.3\.gate\.weight"|lacks "layers\.0\.experts\.3/,
  ],
  [
    "a lost tensor of a quantised model",
    lost,
    fp8,
    /incomplete .*"layers\.0\.experts\.3\.gate\.weight"|lacks "layers\.0\.experts\.3/,
  ],
  ["packed weights", packed, toyConfig, /quantised checkpoint: it has "layers\.0.*gate\.qweight"/],
  [
    "weights packed as only the config tells",
    strange,
    fp8,
    /quantised checkpoint: .*quantization_config \("fp8\\u001b"\), it has ".*gate\.weight_packed"/,
  ],
];

for (const [what, there, config, says] of CASES) {
  Deno.test(`checkCoverage() and leadFromHf() say of ${what} what it is`, () => {
    const model = bindModel(toy, config);
    const isSaid = (error: unknown) =>
      error instanceof MissingTensorsError && error.missing.includes(gate) &&
      says.test(error.message);
    assert.throws(() => checkCoverage(compareWithConfig(there, model), there, model), isSaid);
    // Where no member of a group is there, there is no group that could be incomplete.
    if (there !== packed) assert.throws(() => leadFromHf(there, model, "fused"), isSaid);
  });
}
