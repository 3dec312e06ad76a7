import assert from "node:assert/strict";
import { config, eq, fuse } from "@tensorferry/core/plugin";
import { SMALLEST, testFaults } from "../testing/planted_fault.ts";
import { EXPERT, planted, SIZES, tensorsWithoutBiases } from "../testing/planted_plugin.ts";
import { checkPlugin } from "./check_plugin.ts";

testFaults("form", [
  {
    of: "a rule that cannot be read backwards",
    plugin: planted({ down: fuse("blocks.{layer}.w2", `${EXPERT}.down.weight`) }),
    says: /rule 4 of layout trainer cannot be read in both directions: .*\{expert\}/,
  },
  {
    of: "a tensor of a rule that is not declared",
    plugin: planted({}, { tensors: tensorsWithoutBiases() }),
    says: /rule 6 of layout trainer leads to layers\.\{layer\}\.q\.bias, which is not declared/,
  },
]);

Deno.test("what no config brings about is listed", async () => {
  const plugin = planted({}, {
    tensors: {
      ...planted().tensors,
      "extra.weight": { shape: [1], when: eq(config("vocab"), 0) },
    },
  });
  assert.deepEqual((await checkPlugin(plugin, { runs: 2 })).unseen, ["extra.weight"]);
});

Deno.test("a model too large to be held in memory is checked by its headers, and the report says so", async () => {
  const configs = [{ ...SIZES, hidden: 4096, inner: 4096 }];
  const { findings, unseen } = await checkPlugin(planted(), { configs, runs: 0 });
  assert.deepEqual(findings, []);
  assert.match(unseen.join(), /^the bits of any tensor, as every model is too large/);
  const { findings: broken } = await checkPlugin(planted({ queryBias: [] }), { configs, runs: 0 });
  assert.deepEqual(broken[0]!.config, SMALLEST);
});

Deno.test("the same seed draws the same configs, and another seed others", async () => {
  const reports = await Promise.all(
    [1, 1, 2].map((seed) => checkPlugin(planted({ queryBias: [] }), { seed, runs: 3 })),
  );
  assert.deepEqual(reports[0], reports[1]);
  assert.notDeepEqual(reports[0], reports[2]);
});
