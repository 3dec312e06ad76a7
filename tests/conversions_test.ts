import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { MissingTensorsError } from "@tensorferry/core";
import {
  assertSameTensors,
  convertedTensors,
  makeCheckpoint,
  planned,
  storedTensors,
  temporaryFolder,
  writeConverted,
} from "./checkpoint_fixture.ts";
import {
  expectedTensors,
  FIXTURES,
  hfFolder,
  inLayout,
  layoutsOf,
  lostByOlmoCore,
  ownersFile,
} from "./owned_layouts_fixture.ts";

/** Small enough that every fixture takes many shards, and a whole one. */
const SHARD_SIZES = [20_000, 5_000_000_000];

/** Where run-time tensors differ from those on disk; elsewhere the two are one layout under two names. */
const OF_ITS_OWN_AT_RUN_TIME = ["qwen2-moe", "qwen3-moe", "gemma3-vision"];

/** Whether an error is about the absence of these tensors, and says so. */
function lacks(names: readonly string[]): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof MissingTensorsError);
    assert.deepEqual(error.missing.toSorted(), names);
    return names.every((name) => error.message.includes(name));
  };
}

for (const fixture of FIXTURES) {
  const layouts = layoutsOf(fixture);
  for (const from of layouts) {
    Deno.test(`${fixture}: ${from} is told from its tensors`, async () => {
      using folder = temporaryFolder();
      const told = (await planned(await inLayout(folder.path, fixture, from), { to: "hf" })).from;
      const isHf = from === "transformers" && !OF_ITS_OWN_AT_RUN_TIME.includes(fixture);
      assert.equal(told, isHf ? "hf" : from);
    });

    for (const to of layouts) {
      Deno.test(`${fixture}: ${from} -> ${to} is what its owner makes, in shards of any size`, async () => {
        using folder = temporaryFolder();
        const source = await inLayout(folder.path, fixture, from);
        const expected = await expectedTensors(fixture, to, from);
        assertSameTensors(await convertedTensors(source, { to }), expected);
        for (const maxShardSize of SHARD_SIZES) {
          const written = join(folder.path, `${maxShardSize}`);
          const plan = await writeConverted(source, written, { to, maxShardSize });
          assert.deepEqual(plan.carried, []);
          assertSameTensors(await storedTensors(written), expected);
          const shards = readdirSync(written).filter((file) => file.endsWith(".safetensors"));
          assert.equal(shards.length > 1, maxShardSize === SHARD_SIZES[0]);
        }
      });
    }
  }
}

Deno.test("qwen3-moe: less the norms that OLMo-core loses, olmo-core is OLMo-core's own file", async () => {
  const exclude = ["*.input_layernorm.weight"];
  assertSameTensors(
    await convertedTensors(hfFolder("qwen3-moe"), { to: "olmo-core", exclude }),
    await storedTensors(ownersFile("qwen3-moe", "olmo-core")),
  );
});

Deno.test("qwen3-moe: OLMo-core's own file is refused, naming the norms that it lost", async () => {
  using folder = temporaryFolder();
  makeCheckpoint(folder.path, hfFolder("qwen3-moe"), ownersFile("qwen3-moe", "olmo-core"));
  const lost = [...(await lostByOlmoCore()).keys()].toSorted();
  await assert.rejects(planned(folder.path, { to: "hf" }), lacks(lost));
});

Deno.test("gemma3-text: kept exact, norms are float32 in olmo-core, and the source after it", async () => {
  using folder = temporaryFolder();
  const [hf, there, back] = [
    hfFolder("gemma3-text"),
    join(folder.path, "there"),
    join(folder.path, "back"),
  ];
  const plan = await writeConverted(hf, there, { to: "olmo-core", exact: true });
  assert.deepEqual(plan.lossy, []);
  const norms = [...await storedTensors(there)].filter(([name]) => name.includes("norm"));
  assert.equal(norms.length, 6 * 3 + 1);
  assert(norms.every(([, { dtype }]) => dtype === "float32"));
  await writeConverted(there, back, { to: "hf", exact: true });
  assertSameTensors(await storedTensors(back), await storedTensors(hf));
});

Deno.test("gemma3-text: without that, the plan names every norm as lossy", async () => {
  const { lossy } = await planned(hfFolder("gemma3-text"), { to: "olmo-core" });
  assert.deepEqual(
    lossy.map(({ name }) => name).toSorted(),
    [...(await expectedTensors("gemma3-text", "olmo-core")).keys()]
      .filter((name) => name.includes("norm")).toSorted(),
  );
});

for (const to of ["transformers", "torchtitan", "olmo-core"]) {
  Deno.test(`qwen3-moe: without one expert, hf -> ${to} is refused by its name`, async () => {
    using folder = temporaryFolder();
    const name = "model.layers.2.mlp.experts.7.up_proj.weight";
    const part = join(folder.path, "part");
    await writeConverted(hfFolder("qwen3-moe"), part, { exclude: [name] });
    await assert.rejects(planned(part, { to }), lacks([name]));
  });
}

for (const to of ["transformers", "torchtitan", "olmo-core"]) {
  Deno.test(`qwen3-moe: layers for predicting several tokens are carried to ${to} and back`, async () => {
    using folder = temporaryFolder();
    const [source, there, back] = ["source", "there", "back"].map((name) =>
      join(folder.path, name)
    );
    const extra = ["model.layers.3.eh_proj.weight", "mtp.norm.weight"];
    const tensors = new Map(await storedTensors(hfFolder("qwen3-moe")));
    for (const name of extra) tensors.set(name, { ...tensors.get("model.norm.weight")!, name });
    makeCheckpoint(source!, hfFolder("qwen3-moe"), tensors);
    const { carried } = await writeConverted(source!, there!, { to });
    assert.deepEqual(carried.toSorted(), extra.toSorted());
    await writeConverted(there!, back!, { to: "hf" });
    assertSameTensors(await storedTensors(back!), tensors);
  });
}
