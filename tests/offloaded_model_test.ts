import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  bytesOf,
  type Checkpoint,
  openCheckpoint,
  overlay,
  type Plan,
  planConversion,
  type Plugin,
  writeCheckpoint,
} from "@tensorferry/core";
import qwenMoe from "@tensorferry/qwen-moe";
import { encodeSafetensors, openSafetensors, safetensors } from "@tensorferry/safetensors";
import { accelerateOffload, containers } from "@tensorferry/torch";
import {
  assertSameTensors,
  fixturePath,
  storedTensors,
  temporaryFolder,
  type Tensors,
} from "./checkpoint_fixture.ts";
import { tensorferry } from "./cli_fixture.ts";
import {
  fusedModel,
  fusedPlugin,
  offloadHoles,
  peakOf,
  writeFusedModel,
} from "./offloaded_model_fixture.ts";
import { hfFolder, ownersFile } from "./owned_layouts_fixture.ts";

const plugins: readonly Plugin[] = [qwenMoe, fusedPlugin];
const OFFLOADED = fixturePath("fixtures", "qwen3-moe", "offload");

async function withSources<T>(
  paths: readonly string[],
  work: (checkpoint: Checkpoint) => Promise<T>,
): Promise<T> {
  const open = (path: string) => openCheckpoint(path, { containers: containers() });
  const [base, ...over] = await Promise.all(paths.map(open));
  const checkpoint = overlay(base!, over, plugins);
  try {
    return await work(checkpoint);
  } finally {
    checkpoint.close();
  }
}

/** Saves an offloaded model as a folder of the Hub. */
function save(
  paths: readonly string[],
  folder: string,
  options: { readonly maxShardSize?: number; readonly memory?: number } = {},
): Promise<Plan> {
  return withSources(paths, async (checkpoint) => {
    const request = { plugins, container: safetensors, to: "hf", ...options };
    const plan = planConversion(checkpoint, request);
    await writeCheckpoint(plan, checkpoint, folder, { container: safetensors, sync: false });
    return plan;
  });
}

/** Offloads a model, in the layout that it has at run time. */
async function offload(source: string, folder: string, to: string): Promise<void> {
  await withSources([source], async (checkpoint) => {
    const container = accelerateOffload;
    const plan = planConversion(checkpoint, { plugins, container, to });
    await writeCheckpoint(plan, checkpoint, folder, { container, sync: false });
  });
}

/** Every size that ends the first shard of a planner that knows no groups within or behind each tensor: one per cut there is. */
function everyCut(tensors: Tensors): number[] {
  let end = 0;
  return [...tensors.values()].flatMap(({ dtype, shape }) => {
    const bytes = bytesOf(dtype, shape);
    end += bytes;
    return [end - Math.ceil(bytes / 2), end];
  });
}

/** Asserts that the files of a folder hold each tensor whole and once, under its name, and that the index says where. */
async function assertWholeAndOnce(folder: string, expected: Tensors): Promise<void> {
  const places = new Map<string, string>();
  for (const file of readdirSync(folder).filter((file) => file.endsWith(".safetensors"))) {
    const { tensors, close } = await openSafetensors(join(folder, file));
    close();
    for (const [name, { shape }] of tensors) {
      assert(!places.has(name), `${name} is in ${places.get(name)} and in ${file}`);
      places.set(name, file);
      assert.deepEqual(shape, expected.get(name)?.shape, name);
    }
  }
  assert.deepEqual([...places.keys()].toSorted(), [...expected.keys()].toSorted());
  const index = join(folder, "model.safetensors.index.json");
  if (existsSync(index)) {
    const { weight_map: map } = JSON.parse(readFileSync(index, "utf8"));
    assert.deepEqual(map, Object.fromEntries([...places].toSorted(([a], [b]) => a < b ? -1 : 1)));
  }
  assertSameTensors(await storedTensors(folder), expected);
}

/** Saves with shards of every size, and asserts that each time all is there, and no fusion group in two files. */
async function assertSaved(source: string, expected: Tensors, cuts: Tensors): Promise<void> {
  using folder = temporaryFolder();
  const to = join(folder.path, "saved");
  const counts = new Set<number>();
  for (const maxShardSize of new Set(everyCut(cuts))) {
    const { shards } = await save([source], to, { maxShardSize });
    await assertWholeAndOnce(to, expected);
    const files = new Map<number, string>();
    for (const { file, tensors } of shards) {
      for (const { group } of tensors) {
        if (group === undefined) continue;
        assert.equal(files.get(group) ?? file, file);
        files.set(group, file);
      }
    }
    counts.add(shards.length);
    rmSync(to, { recursive: true });
  }
  assert(counts.size > 3 && counts.has(1), "the sizes make no difference");
}

Deno.test("an offloaded model whose tensors are fused where it is saved: each is whole and there once, wherever shards end", async () => {
  using folder = temporaryFolder();
  const [hf, offloaded] = [join(folder.path, "hf"), join(folder.path, "offloaded")];
  writeFusedModel(hf);
  await offload(hf, offloaded, "runtime");
  const runtime = await withSources([offloaded], ({ tensors }) =>
    Promise.resolve(
      new Map([...tensors].map(([name, { dtype, shape }]) => [
        name,
        { name, dtype, shape, bytes: new Uint8Array() },
      ])),
    ));
  assert(runtime.has("model.layers.2.attention.k.weight"));
  // The cuts of the layout at run time are those that transformers 5.18 makes before it reverses.
  await assertSaved(offloaded, fusedModel(), runtime);
});

Deno.test("an offloaded model whose experts are taken apart where it is saved, wherever shards end", async () => {
  const hf = await storedTensors(hfFolder("qwen3-moe"));
  await assertSaved(OFFLOADED, hf, await storedTensors(ownersFile("qwen3-moe", "transformers")));
});

Deno.test({
  name: "an offloaded model of 600 MB is saved in 64 MiB",
  // Elsewhere nothing tells the peak of a process without a library of its own.
  ignore: Deno.build.os !== "linux",
  async fn() {
    using folder = temporaryFolder();
    const path = (name: string) => join(folder.path, name);
    const bytes = await offloadHoles(path("hf"), path("offloaded"), 6e8);
    assert(bytes > 5e8);
    const peak = await peakOf(path("peak"), [
      ...["convert", path("offloaded"), path("saved"), "--to", "hf", "--max-shard-size", "100MB"],
      ...["--memory", "64MiB", "--no-sync"],
    ]);
    assert(peak < 160 * 2 ** 20, `${peak} bytes were resident`);
    assert(readdirSync(path("saved")).length > 6);
  },
});

/** Copies an offload folder without some of its tensors, and answers those. */
function leaveOut(from: string, to: string, isLeftOut: (name: string) => boolean): string[] {
  mkdirSync(to);
  const index: Record<string, unknown> = JSON.parse(
    readFileSync(join(from, "index.json"), "utf8"),
  );
  const left = Object.keys(index).filter(isLeftOut);
  for (const file of readdirSync(from)) {
    if (file !== "index.json" && !left.some((name) => file === `${name}.dat`)) {
      writeFileSync(join(to, file), readFileSync(join(from, file)));
    }
  }
  for (const name of left) delete index[name];
  writeFileSync(join(to, "index.json"), JSON.stringify(index));
  return left;
}

Deno.test("an offload folder that lacks a member of a group is refused before anything is written", async () => {
  using folder = temporaryFolder();
  const path = (name: string) => join(folder.path, name);
  writeFusedModel(path("hf"));
  await offload(path("hf"), path("offloaded"), "runtime");
  const missing = "model.layers.1.attention.k.weight";
  leaveOut(path("offloaded"), path("part"), (name) => name === missing);
  await assert.rejects(save([path("part")], path("saved")), new RegExp(`source lacks.*${missing}`));
  assert(!existsSync(path("saved")));

  const fused = "model.layers.2.mlp.experts.gate_up_proj";
  leaveOut(OFFLOADED, path("moe"), (name) => name === fused);
  const { code, stderr } = await tensorferry(
    ["convert", path("moe"), path("saved"), "--to", "hf"],
    { read: [folder.path], write: [path("saved")] },
  );
  assert.equal(code, 4, stderr);
  assert.match(stderr, /model\.layers\.2\.mlp\.experts\.0\.gate_proj\.weight/);
  assert(!existsSync(path("saved")));
});

/** Which tensors of the fixture are not offloaded: one of each kind, and every other layer. */
const KEPT: readonly (readonly [what: string, isKept: (name: string) => boolean])[] = [
  ["all but one layer", (name) => !name.startsWith("model.layers.0.")],
  ["the experts", (name) => name.includes(".experts.")],
  ["all but the experts", (name) => !name.includes(".experts.")],
  ["one half of the experts", (name) => name.endsWith("gate_up_proj")],
  ["one tensor", (name) => name === "lm_head.weight"],
];

for (const [what, isKept] of KEPT) {
  Deno.test(`a model of which ${what} is not offloaded is saved from both places, in whatever order and layout`, async () => {
    using folder = temporaryFolder();
    const path = (name: string) => join(folder.path, name);
    const kept = leaveOut(OFFLOADED, path("offloaded"), isKept);
    const runtime = await storedTensors(ownersFile("qwen3-moe", "transformers"));
    mkdirSync(path("kept"));
    writeFileSync(
      join(path("kept"), "model.safetensors"),
      encodeSafetensors(kept.map((name) => runtime.get(name)!)),
    );
    const expected = await storedTensors(hfFolder("qwen3-moe"));
    const orders = [
      [path("offloaded"), path("kept")],
      [path("kept"), path("offloaded")],
      [hfFolder("qwen3-moe"), path("offloaded"), path("kept")],
    ];
    for (const [i, order] of orders.entries()) {
      const to = path(`saved-${i}`);
      await save(order, to, { maxShardSize: 100_000 });
      await assertWholeAndOnce(to, expected);
    }
  });
}
