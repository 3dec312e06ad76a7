import {
  concat,
  config,
  eq,
  fuse,
  mod,
  rename,
  stack,
  variable,
  when,
} from "@tensorferry/core/plugin";
import { SMALLEST, testFaults } from "../../testing/planted_fault.ts";
import { EXPERT, planted, RULES } from "../../testing/planted_plugin.ts";

testFaults("covered", [
  {
    of: "a bias forgotten",
    plugin: planted({ queryBias: [] }),
    tensor: "layers.0.q.bias",
    says: /no rule names layers\.0\.q\.bias/,
    config: SMALLEST,
  },
  {
    of: "a rule for every other layer only",
    plugin: planted({ gateUp: when(eq(mod(variable("layer"), 2), 0), RULES.gateUp) }),
    rule: 3,
    tensor: "layers.1.experts.0.gate.weight",
    says: /no rule names/,
    config: { ...SMALLEST, layers: 2 },
  },
  {
    of: "a name made twice",
    plugin: planted({
      queryBias: when(
        eq(variable("layer"), 0),
        rename("blocks.{layer}.q.weight", "layers.{layer}.q.bias"),
      ),
    }),
    rule: 5,
    tensor: "blocks.0.q.weight",
    says: /Cannot make blocks\.0\.q\.weight twice/,
    config: SMALLEST,
  },
  {
    of: "a shape the wrong way round",
    plugin: planted({}, {
      tensors: {
        ...planted().tensors,
        [`${EXPERT}.up.weight`]: { shape: [config("hidden"), config("inner")] },
      },
    }),
    rule: 3,
    tensor: "layers.0.experts.0.gate.weight",
    says: /rule for blocks\.0\.w13/,
    config: { ...SMALLEST, inner: 4 },
  },
  {
    of: "parts of other sizes than the tensors",
    plugin: planted({
      gateUp: fuse(
        "blocks.{layer}.w13",
        stack(
          "expert",
          concat(0, [`${EXPERT}.gate.weight`, `${EXPERT}.up.weight`], [
            config("inner"),
            config("hidden"),
          ]),
        ),
      ),
    }),
    rule: 3,
    tensor: "layers.0.experts.0.gate.weight",
    says: /rule for blocks\.0\.w13/,
  },
]);
