import { config } from "@tensorferry/core/plugin";
import { SMALLEST, testFaults } from "../../testing/planted_fault.ts";
import { planted, SIZES } from "../../testing/planted_plugin.ts";

const { tensors } = planted();

testFaults("declared", [
  {
    of: "a tensor declared twice",
    plugin: planted({}, { tensors: { ...tensors, "layers.0.q.bias": { shape: [1] } } }),
    tensor: "layers.0.q.bias",
    says: /two declarations make layers\.0\.q\.bias/,
  },
  {
    of: "a tensor tied to one of another shape",
    plugin: planted({}, {
      tensors: {
        ...tensors,
        "layers.{layer}.q.bias": {
          shape: [config("hidden")],
          tied: { to: "embed.weight", when: true },
        },
      },
    }),
    tensor: "layers.0.q.bias",
    says: /is tied to embed\.weight, which is \[1,2\]/,
    config: SMALLEST,
  },
  {
    of: "a key that the config has not",
    plugin: planted({}, { variables: { layer: config("num_layers"), expert: config("experts") } }),
    says: /Cannot find num_layers in the config/,
    config: SIZES,
  },
]);
