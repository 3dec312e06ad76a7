import assert from "node:assert/strict";
import { join } from "node:path";
import type { TensorWithBytes } from "@tensorferry/safetensors";
import {
  assertSameTensors,
  convertedTensors,
  fixturePath,
  makeCheckpoint,
  planned,
  storedTensors,
  temporaryFolder,
  type Tensors,
  writeConverted,
} from "./checkpoint_fixture.ts";
import { hfFolder, ownersFile } from "./owned_layouts_fixture.ts";

const OWNED = [
  ["olmo2", "olmo-core"],
  ["llama-biased", "torchtitan"],
  ["llama-biased", "olmo-core"],
] as const;

for (const [fixture, layout] of OWNED) {
  const hf = fixturePath("owner_fixture", fixture, "hf");
  const file = fixturePath("owner_fixture", fixture, `${layout}.safetensors`);

  Deno.test(`${fixture}: hf -> ${layout} is what its owner makes, and back is the source`, async () => {
    using folder = temporaryFolder();
    assertSameTensors(await convertedTensors(hf, { to: layout }), await storedTensors(file));
    makeCheckpoint(folder.path, hf, file);
    assert.equal((await planned(folder.path, { to: "hf" })).from, layout);
    assertSameTensors(
      await convertedTensors(folder.path, { to: "hf" }),
      await storedTensors(hf),
    );
  });
}

/** What the owner of a layout called some tensors in an earlier version. */
interface Older {
  readonly layout: "torchtitan" | "transformers";
  readonly version: string;
  readonly fixtures: readonly string[];
  /** Today's names, and what they were. */
  readonly renames: readonly (readonly [today: RegExp, then: string])[];
}

const OLDER: readonly Older[] = [
  {
    layout: "torchtitan",
    version: "v0.2.2",
    fixtures: ["llama-gqa", "llama-tied", "qwen3-dense", "qwen3-moe"],
    renames: [
      [/^lm_head\./, "output."],
      [/\.qkv_linear\.(w[qkv])\./, ".$1."],
      [/\.routed_experts\.inner_experts\.(w\d)_E(?:DF|FD)$/, ".experts.$1"],
    ],
  },
  {
    layout: "torchtitan",
    version: "of 2026-05-01",
    fixtures: ["qwen3-moe"],
    renames: [[/\.routed_experts\.inner_experts\.(w\d)_E(?:DF|FD)$/, ".experts.$1"]],
  },
  {
    layout: "torchtitan",
    version: "of 2026-07-01",
    fixtures: ["qwen3-moe"],
    renames: [[/\.routed_experts\.inner_experts\./, ".experts."]],
  },
  {
    layout: "transformers",
    version: "4.57.1",
    fixtures: ["gemma3-vision"],
    renames: [[/^model\.vision_tower\./, "model.vision_tower.vision_model."]],
  },
];

for (const { layout, version, fixtures, renames } of OLDER) {
  for (const fixture of fixtures) {
    Deno.test(`${fixture}: ${layout} ${version} is read, and written with today's names`, async () => {
      const older = new Map<string, TensorWithBytes>();
      for (const tensor of (await storedTensors(ownersFile(fixture, layout))).values()) {
        const name = renames.reduce(
          (name, [today, then]) => name.replace(today, then),
          tensor.name,
        );
        older.set(name, { ...tensor, name });
      }
      await assertReadAsOlder(older, fixture, layout);
    });
  }
}

for (const fixture of ["llama-gqa", "qwen3-dense", "qwen3-moe"]) {
  Deno.test(`${fixture}: a layer that torchtitan held fused is read, and written apart`, async () => {
    const today = await storedTensors(ownersFile(fixture, "torchtitan"));
    const fused = await storedTensors(fixturePath("owner_fixture", fixture, "wqkv.safetensors"));
    const others = [...today].filter(([name]) => !/^layers\.0\..*\.w[qkv]\./.test(name));
    assert.equal(others.length, today.size - 3);
    await assertReadAsOlder(new Map([...others, ...fused]), fixture, "torchtitan");
  });
}

/** Asserts that a checkpoint of an earlier version becomes the fixture in `hf`, and from there in today's names. */
async function assertReadAsOlder(older: Tensors, fixture: string, layout: string): Promise<void> {
  using folder = temporaryFolder();
  const [source, hf] = [join(folder.path, "source"), join(folder.path, "hf")];
  makeCheckpoint(source, hfFolder(fixture), older);
  const { from, carried } = await writeConverted(source, hf, { to: "hf" });
  assert.deepEqual({ from, carried }, { from: layout, carried: [] });
  assertSameTensors(await storedTensors(hf), await storedTensors(hfFolder(fixture)));
  assertSameTensors(
    await convertedTensors(hf, { to: layout }),
    await storedTensors(ownersFile(fixture, layout)),
  );
}
