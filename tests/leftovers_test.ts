import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  checkFolder,
  type Container,
  isTensorferryError,
  planConversion,
  writeCheckpoint,
} from "@tensorferry/core";
import { safetensors } from "@tensorferry/safetensors";
import { accelerateOffload, containers, dcp, dcpHf } from "@tensorferry/torch";
import fc from "fast-check";
import {
  assertSameTensors,
  makeCheckpoint,
  temporaryFolder,
  type Tensors,
} from "./checkpoint_fixture.ts";
import { assertSame, type Contents, contentsOf } from "./folder_fixture.ts";
import { leave, type Leftover, LEFTOVERS } from "./leftovers_fixture.ts";
import { hfFolder } from "./owned_layouts_fixture.ts";
import { torchTensors, withTorchCheckpoint } from "./torch_fixture.ts";
import { oddTensors } from "./torch_writers_fixture.ts";

/** A way to write. */
interface Writing {
  readonly container: Container;
  /** In bytes. */
  readonly maxShardSize?: number;
}

const WRITINGS: Readonly<Record<string, Writing>> = {
  "one safetensors file": { container: safetensors },
  "safetensors shards": { container: safetensors, maxShardSize: 40 },
  "dcp": { container: dcp({ ranks: 2 }) },
  "dcp-hf": { container: dcpHf({ ranks: 2 }), maxShardSize: 40 },
  "accelerate-offload": { container: accelerateOffload },
};

/** Over what nothing is written: it would be opened instead, or keep what is written from being opened, or has a name that is needed. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "dcp": [
    "the file of Mistral's own programs",
    "its index without its shards",
    "the index of a variant",
    "an adapter",
    "what is safetensors by name",
    "the .metadata of another program",
  ],
  "dcp-hf": [
    "the file of Mistral's own programs",
    "an adapter",
    "what is safetensors by name",
  ],
  "accelerate-offload": [".dat files without an index", "the index.json of another program"],
};

const CHOSEN = ["scalar", "seven", "double", "ids"];

/** A checkpoint to write, and where. */
interface Ground {
  readonly source: string;
  readonly to: string;
  readonly tensors: Tensors;
}

async function onGround(work: (ground: Ground) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const [source, to] = [join(folder.path, "source"), join(folder.path, "to")];
  const tensors = new Map([...oddTensors()].filter(([name]) => CHOSEN.includes(name)));
  makeCheckpoint(source, hfFolder("llama-gqa"), tensors);
  await work({ source, to, tensors });
}

async function writeOver({ source, to }: Ground, { container, ...options }: Writing) {
  await withTorchCheckpoint(source, async (checkpoint) => {
    const plan = planConversion(checkpoint, { plugins: [], container, ...options });
    const writing = { container, overwrite: true, sync: false, replaces: containers() };
    await writeCheckpoint(plan, checkpoint, to, writing);
  });
}

/**
 * Writes over what was left, and holds that to the law: what is written is what is opened, without an option that says so; or nothing
 * is written at all. Answers whether it was.
 */
async function isWritten(ground: Ground, writing: Writing, left: Leftover): Promise<boolean> {
  const { to, tensors } = ground;
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  leave(to, left);
  const before: Contents = contentsOf(to);
  try {
    await writeOver(ground, writing);
  } catch (error) {
    assert(isTensorferryError(error, "Destination"), String(error));
    assert(Object.keys(left).some((file) => error.message.includes(file)), error.message);
    assertSame(contentsOf(to), before);
    return false;
  }
  await withTorchCheckpoint(to, ({ container }) => {
    assert.equal(container.name, writing.container.name);
  });
  assertSameTensors(await torchTensors(to), tensors);
  assert.deepEqual((await checkFolder(to, { containers: containers() })).faults, []);
  return true;
}

for (const [what, writing] of Object.entries(WRITINGS)) {
  Deno.test(`${what}: what is written over anything that was left is opened afterwards, or refused`, async () => {
    await onGround(async (ground) => {
      const refused: string[] = [];
      for (const [name, left] of Object.entries(LEFTOVERS)) {
        if (!await isWritten(ground, writing, left)) refused.push(name);
      }
      assert.deepEqual(refused, REFUSED[what] ?? []);
    });
  });
}

Deno.test("several leftovers at once are no way around that", async () => {
  await onGround(async (ground) => {
    const several = fc.subarray(Object.keys(LEFTOVERS), { minLength: 2, maxLength: 5 });
    const way = fc.constantFrom(...Object.values(WRITINGS));
    await fc.assert(
      fc.asyncProperty(several, way, async (names, writing) => {
        const left: Leftover = Object.assign({}, ...names.map((name) => LEFTOVERS[name]));
        await isWritten(ground, writing, left);
      }),
      { numRuns: 100 },
    );
  });
});

Deno.test("what a container opens or refuses a folder for, it says of the names alone", async () => {
  for (const [what, left] of Object.entries(LEFTOVERS)) {
    using folder = temporaryFolder();
    leave(folder.path, left);
    for (const container of containers()) {
      if (container.takes(Object.keys(left)).length > 0) continue;
      assert.equal(await container.open(folder.path), undefined, `${container.name}: ${what}`);
    }
  }
});

Deno.test("the error names the files that were left, and a folder of such a name is none", async () => {
  await onGround(async (ground) => {
    const { to } = ground;
    mkdirSync(join(to, "figures.safetensors"), { recursive: true });
    await writeOver(ground, WRITINGS["dcp"]!);
    leave(to, { "b.safetensors": "x", "consolidated.safetensors": "x" });
    const { faults } = await checkFolder(to, { containers: containers() });
    assert.deepEqual(faults.map(({ file }) => file), ["b.safetensors", "consolidated.safetensors"]);
    await assert.rejects(
      writeOver(ground, WRITINGS["dcp"]!),
      /2 files would lie in it .*: "b\.safetensors", "consolidated\.safetensors"\. Move them away/,
    );
  });
});

Deno.test("an index.json that goes along makes no offload folder of .dat files that were left", async () => {
  await onGround(async (ground) => {
    const { source, to } = ground;
    writeFileSync(join(source, "index.json"), "[]");
    await writeOver(ground, { container: safetensors });
    leave(to, { "x.dat": "x" });
    const before = contentsOf(to);
    await assert.rejects(writeOver(ground, { container: safetensors }), /: "index\.json"\. Move/);
    assertSame(contentsOf(to), before);
  });
});
