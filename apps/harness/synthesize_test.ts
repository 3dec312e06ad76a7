import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  bindModel,
  type Checkpoint,
  declaredTensors,
  findPlugin,
  layoutsOf,
  openCheckpoint,
  planConversion,
  writeCheckpoint,
} from "@tensorferry/core";
import { safetensors } from "@tensorferry/safetensors";
import { temporaryFolder } from "./testing/temporary_folder.ts";
import { synthesize, type SynthesizeOptions } from "./synthesize.ts";
import { builtIn } from "./verbs/verb.ts";
import { contentOf } from "./converted_checkpoint.ts";

const FIXTURES = fileURLToPath(new URL("../../tests/fixtures", import.meta.url));
const QWEN3_MOE = join(FIXTURES, "qwen3-moe", "hf", "config.json");
const KILOBYTES_20 = { plugins: builtIn, maxShardSize: 20_000 };

async function withCheckpoint<T>(path: string, work: (open: Checkpoint) => Promise<T>): Promise<T> {
  const checkpoint = await openCheckpoint(path, { containers: [safetensors] });
  try {
    return await work(checkpoint);
  } finally {
    checkpoint.close();
  }
}

/** Every file of a folder by name, as text of its bytes. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  const files = names.map(async (name) => {
    return [name, (await Deno.readFile(join(folder, name))).toHex()] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}

Deno.test("the same seed gives the same files, another seed other values", async () => {
  using folder = temporaryFolder();
  const made = async (name: string, options: Partial<SynthesizeOptions>) => {
    await synthesize(QWEN3_MOE, join(folder.path, name), { ...KILOBYTES_20, ...options });
    return await filesOf(join(folder.path, name));
  };
  const first = await made("first", { seed: 5, deal: "random" });
  assert.deepEqual(await made("again", { seed: 5, deal: "random" }), first);
  assert.notDeepEqual(await made("other", { seed: 6, deal: "random" }), first);
});

Deno.test("dealt at random, groups straddle files, and the tensors are the same", async () => {
  using folder = temporaryFolder();
  const [natural, random] = [join(folder.path, "natural"), join(folder.path, "random")];
  await synthesize(QWEN3_MOE, natural, { ...KILOBYTES_20, deal: "natural" });
  const plan = await synthesize(QWEN3_MOE, random, { ...KILOBYTES_20, deal: "random" });
  const files = new Map<number, Set<string>>();
  for (const { file, tensors } of plan.shards) {
    for (const { group } of tensors) {
      if (group === undefined) continue;
      files.set(group, (files.get(group) ?? new Set()).add(file));
    }
  }
  assert([...files.values()].every(({ size }) => size > 1));
  assert.deepEqual(
    new Map([...await withCheckpoint(random, contentOf)].sort()),
    new Map([...await withCheckpoint(natural, contentOf)].sort()),
  );
});

Deno.test("a sparse checkpoint has every header and takes no room", async () => {
  using folder = temporaryFolder();
  const config = fileURLToPath(new URL("./configs/qwen3_moe_4gb.json", import.meta.url));
  const path = join(folder.path, "sparse");
  const plan = await synthesize(config, path, {
    plugins: builtIn,
    maxShardSize: 1e9,
    sparse: true,
  });
  assert(plan.bytesWritten > 4e9);
  await withCheckpoint(path, (checkpoint) => {
    assert.deepEqual(checkpoint.warnings, []);
    assert.equal(checkpoint.tensors.size, plan.shards.flatMap(({ tensors }) => tensors).length);
    assert.equal(planConversion(checkpoint, { plugins: builtIn, to: "transformers" }).from, "hf");
    return Promise.resolve();
  });
  if (Deno.build.os === "linux") {
    const blocks = plan.shards.map(({ file }) => Deno.statSync(join(path, file)).blocks ?? 0);
    assert(512 * blocks.reduce((sum, n) => sum + n, 0) < 2e6);
  }
});

for (const name of readdirSync(FIXTURES).sort()) {
  Deno.test(`${name} made anew goes through every layout and back, on disk`, async () => {
    using folder = temporaryFolder();
    const config = join(FIXTURES, name, "hf", "config.json");
    const hf = join(folder.path, "hf");
    await synthesize(config, hf, { ...KILOBYTES_20, deal: "random" });
    const expected = await withCheckpoint(hf, contentOf);
    const model = await withCheckpoint(hf, ({ config }) => {
      return Promise.resolve(bindModel(findPlugin(config!, builtIn), config!));
    });
    const declared = [...declaredTensors(model)].filter(({ tiedTo }) => tiedTo === undefined);
    assert.deepEqual([...expected.keys()].sort(), declared.map(({ name }) => name).sort());
    for (const [layout] of layoutsOf(model)) {
      await convert(hf, join(folder.path, layout), layout);
      await convert(join(folder.path, layout), join(folder.path, `${layout}-hf`), "hf");
      const back = await withCheckpoint(join(folder.path, `${layout}-hf`), contentOf);
      assert.deepEqual(new Map([...back].sort()), new Map([...expected].sort()), layout);
    }
  });
}

async function convert(from: string, destination: string, to: string): Promise<void> {
  await withCheckpoint(from, async (checkpoint) => {
    const plan = planConversion(checkpoint, { ...KILOBYTES_20, to, exact: true });
    await writeCheckpoint(plan, checkpoint, destination, { sync: false });
  });
}
