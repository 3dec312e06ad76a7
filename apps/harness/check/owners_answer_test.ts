import assert from "node:assert/strict";
import { add, concat, config, fuse, minus, permute, rename, stack } from "@tensorferry/core/plugin";
import { assertNamed, type Fault } from "../testing/planted_fault.ts";
import { EXPERT, planted, tensorsWithoutBiases, writeOwned } from "../testing/planted_plugin.ts";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { checkPlugin } from "./check_plugin.ts";
import { checkAgainst } from "./owners_answer.ts";

/** Faults that keep every law: what they make is not what the owner makes, and comes back whole. */
const FAULTS: readonly Fault[] = [
  {
    of: "gate and up swapped",
    plugin: planted({
      gateUp: fuse(
        "blocks.{layer}.w13",
        stack("expert", concat(0, [`${EXPERT}.up.weight`, `${EXPERT}.gate.weight`])),
      ),
    }),
    rule: 3,
    tensor: "blocks.0.w13",
    says:
      /In B layers\.0\.experts\.0\.gate\.weight lies where the rule puts layers\.0\.experts\.0\.up\.weight/,
  },
  {
    of: "a concat along the wrong dimension",
    plugin: planted({
      gateUp: fuse(
        "blocks.{layer}.w13",
        stack("expert", concat(1, [`${EXPERT}.gate.weight`, `${EXPERT}.up.weight`])),
      ),
    }),
    rule: 3,
    tensor: "layers.0.experts.0.gate.weight",
    says: /has shape \[12,2\], and by the config of planted it is \[6,4\]/,
  },
  {
    of: "a transpose forgotten",
    plugin: planted({ down: fuse("blocks.{layer}.w2", stack("expert", `${EXPERT}.down.weight`)) }),
    rule: 4,
    tensor: "layers.0.experts.0.down.weight",
    says: /has shape \[6,4\]/,
  },
  {
    of: "a transpose too many",
    plugin: planted({
      query: fuse("blocks.{layer}.q.weight", permute([1, 0], "layers.{layer}.q.weight")),
    }),
    rule: 5,
    tensor: "blocks.0.q.weight",
    says: /elements of blocks\.0\.q\.weight are others: at \[0,1\] B has /,
  },
  {
    of: "an expert too few",
    plugin: planted({}, {
      variables: { layer: config("layers"), expert: minus(config("experts"), 1) },
    }),
    rule: 4,
    tensor: "layers.0.experts.2.down.weight",
    says: /the plugin knows no layers\.0\.experts\.2\.down\.weight, and B has not kept it/,
  },
  {
    of: "a bias that was never declared",
    plugin: planted({ queryBias: [] }, {
      tensors: tensorsWithoutBiases(),
    }),
    tensor: "layers.0.q.bias",
    says: /the plugin knows no layers\.0\.q\.bias/,
  },
  {
    of: "both shapes of an MLP the wrong way round",
    plugin: planted({}, {
      tensors: {
        ...planted().tensors,
        [`${EXPERT}.gate.weight`]: { shape: [config("hidden"), config("inner")] },
        [`${EXPERT}.up.weight`]: { shape: [config("hidden"), config("inner")] },
      },
    }),
    rule: 3,
    tensor: "layers.0.experts.0.gate.weight",
    says: /has shape \[6,4\], and by the config of planted it is \[4,6\]/,
  },
  {
    of: "the router under another name",
    plugin: planted({
      router: rename("blocks.{layer}.gate.weight", "layers.{layer}.router.weight"),
    }),
    rule: 2,
    tensor: "blocks.0.gate.weight",
    says: /the plugin makes blocks\.0\.gate\.weight, which is not in B/,
  },
  {
    of: "a value that is added and ought not to be",
    plugin: planted({ query: fuse("blocks.{layer}.q.weight", add(1, "layers.{layer}.q.weight")) }),
    rule: 5,
    tensor: "blocks.0.q.weight",
    says: /16 of 16 elements of blocks\.0\.q\.weight are others/,
  },
];

for (const { of, plugin, ...expected } of FAULTS) {
  Deno.test(`${of} keeps the laws, is found beside an owner's answer, and named`, async () => {
    using folder = temporaryFolder();
    const { hf, trainer } = writeOwned(folder.path);
    assert.deepEqual((await checkPlugin(plugin, { runs: 5 })).findings, []);
    assertNamed(await checkAgainst(plugin, hf, trainer), { law: "owner", ...expected });
  });
}

Deno.test("a plugin without fault keeps every law, and makes what the owner makes", async () => {
  using folder = temporaryFolder();
  const { hf, trainer } = writeOwned(folder.path);
  const { findings, unseen, given, drawn, layouts } = await checkPlugin(planted());
  assert.deepEqual({ findings, unseen }, { findings: [], unseen: [] });
  assert.deepEqual({ given, drawn, layouts }, {
    given: 1,
    drawn: 20,
    layouts: ["hf", "trainer"],
  });
  assert.deepEqual(await checkAgainst(planted(), hf, trainer), []);
});
