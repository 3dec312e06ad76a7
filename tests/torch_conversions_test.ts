import assert from "node:assert/strict";
import { assertSameTensors, storedTensors } from "./checkpoint_fixture.ts";
import { expectedTensors, hfFolder, layoutsOf, ownersFile } from "./owned_layouts_fixture.ts";
import {
  convertedFrom,
  TORCH_FIXTURES,
  torchFolder,
  torchTensors,
  withTorchCheckpoint,
} from "./torch_fixture.ts";

for (const one of TORCH_FIXTURES) {
  const { fixture, folder, container, layout } = one;

  Deno.test(`${fixture}: ${folder} is read as the same tensors as ${layout}, bit for bit`, async () => {
    const expected = layout === "hf" ? hfFolder(fixture) : ownersFile(fixture, layout);
    assertSameTensors(await torchTensors(torchFolder(one)), await storedTensors(expected));
  });

  Deno.test(`${fixture}: ${folder} is known to the container ${container}, and all files are its own`, async () => {
    await withTorchCheckpoint(torchFolder(one), ({ container: known, leftBehind, companions }) => {
      assert.equal(known.name, container);
      assert.deepEqual(leftBehind, []);
      assert(companions.every((name) => name === "config.json"));
    });
  });

  for (const to of layoutsOf(fixture)) {
    Deno.test(`${fixture}: ${folder} -> ${to} is what its owner makes`, async () => {
      assertSameTensors(await convertedFrom(one, { to }), await expectedTensors(fixture, to));
    });
  }
}

Deno.test("llama-gqa: of dcp, the training state is left out and named, or read when asked for", async () => {
  const path = torchFolder(TORCH_FIXTURES.find(({ folder }) => folder === "dcp")!);
  await withTorchCheckpoint(path, ({ warnings }) => {
    assert.equal(warnings.length, 2);
    assert.match(warnings[0]!, /^4 tensors are of the training state.*wk\.weight\.exp_avg"/);
    assert.match(
      warnings[1]!,
      /^2 values are no tensors.*"train_state.step", "train_state.ntokens_seen"$/,
    );
  });
  const all = await torchTensors(path, { state: "all" });
  const state = [...all.keys()].filter((name) => name.startsWith("optimizer."));
  assert.equal(all.size, 34);
  assert.deepEqual(
    state.map((name) => all.get(name)!.shape),
    [[32, 64], [64, 64], [], []],
  );
});
