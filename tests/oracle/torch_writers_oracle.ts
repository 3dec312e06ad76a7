/**
 * What Tensorferry writes in torch's containers against torch 2.13 and accelerate 1.15: they load it, and would have written the same.
 *
 * Needs `.oracle/bin/python`. Run with `deno test -A tests/oracle/torch_writers_oracle.ts`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { naturalOrder } from "@tensorferry/core";
import { memorySource, readHeader } from "@tensorferry/safetensors";
import { accelerateOffload, dcp, dcpHf } from "@tensorferry/torch";
import { makeCheckpoint, temporaryFolder } from "../checkpoint_fixture.ts";
import { hfFolder } from "../owned_layouts_fixture.ts";
import { oddTensors, writeIn } from "../torch_writers_fixture.ts";
import { askReference } from "./reference.ts";

/** Numbers of ranks that torch saves and loads as. */
const WORLDS = [1, 2, 3, 4];
/** Numbers of ranks that Tensorferry writes as; torch loads each of them under each of its own. */
const RANKS = [...WORLDS, 12];
/** Tensors of so many bytes go into a file of safetensors. */
const SMALL = 100;

Deno.test("torch loads what is written as of any number of ranks under any other, and saves the same files", async () => {
  using folder = temporaryFolder();
  const source = join(folder.path, "source");
  makeCheckpoint(source, hfFolder("llama-gqa"), oddTensors());
  const asked = { dcp: [] as string[], dcp_hf: [] as string[] };
  let files: Record<string, number> = {};
  for (const ranks of RANKS) {
    const path = (container: string) => join(folder.path, `${container}-${ranks}`);
    await writeIn(dcp({ ranks }), source, path("ours"));
    asked.dcp.push(path("ours"));
    const hf = await writeIn(dcpHf({ ranks }), source, path("ours-hf"), { maxShardSize: SMALL });
    asked.dcp_hf.push(path("ours-hf"));
    files = Object.fromEntries(
      hf.shards.flatMap(({ file, tensors }) =>
        tensors.map(({ name }) => [name, Number(/model-(\d+)/.exec(file)![1])])
      ),
    );
  }
  // torch saves in the order of a state dict.
  files = Object.fromEntries(naturalOrder(Object.keys(files)).map((name) => [name, files[name]!]));
  const [answer] = await askReference("torch_writers.py", [], [JSON.stringify({
    ...asked,
    tensors: join(source, "model.safetensors"),
    worlds: WORLDS,
    out: folder.path,
    files,
  })]);
  assert.deepEqual(JSON.parse(answer!), []);
  for (const ranks of WORLDS) {
    assertSameFiles(
      join(folder.path, `ours-${ranks}`),
      join(folder.path, `dcp-${ranks}`),
      ".distcp",
    );
    await assertSameShards(
      join(folder.path, `ours-hf-${ranks}`),
      join(folder.path, `dcp-hf-${ranks}`),
    );
  }
});

Deno.test("accelerate loads an offload folder as it was written, and writes the same files", async () => {
  using folder = temporaryFolder();
  const source = join(folder.path, "source");
  const tensors = oddTensors();
  makeCheckpoint(source, hfFolder("llama-gqa"), tensors);
  const [ours, theirs] = [join(folder.path, "ours"), join(folder.path, "theirs")];
  await writeIn(accelerateOffload, source, ours);
  const [answer] = await askReference("accelerate_offload.py", [], [JSON.stringify({
    tensors: join(source, "model.safetensors"),
    names: naturalOrder(tensors.keys()),
    ours,
    theirs,
  })]);
  assert.deepEqual(JSON.parse(answer!), []);
  assertSameFiles(ours, theirs, ".dat");
  assertSameFiles(ours, theirs, "index.json");
});

function namesIn(folder: string, ending: string): string[] {
  return readdirSync(folder).filter((file) => file.endsWith(ending)).toSorted();
}

/** The files whose names end so are the same on both sides, to the byte. */
function assertSameFiles(ours: string, theirs: string, ending: string): void {
  const names = namesIn(theirs, ending);
  assert.deepEqual(namesIn(ours, ending), names);
  assert(names.length > 0);
  for (const name of names) {
    const [a, b] = [ours, theirs].map((folder) => readFileSync(join(folder, name)));
    assert.equal(Buffer.compare(a!, b!), 0, `${ours}/${name}`);
  }
}

/** The same safetensors on both sides: tensors, their bytes and what is said of them; torch says the latter in any order. */
async function assertSameShards(ours: string, theirs: string): Promise<void> {
  const names = namesIn(theirs, ".safetensors");
  assert.deepEqual(namesIn(ours, ".safetensors"), names);
  for (const name of names) {
    const [a, b] = await Promise.all(
      [ours, theirs].map(async (folder) => {
        const bytes = readFileSync(join(folder, name));
        const { metadata, tensors } = await readHeader(memorySource(name, bytes));
        const places = [...tensors.values()].map(({ position }) => position);
        const data = bytes.subarray(Math.min(...places)).toString("hex");
        return { metadata: new Map([...metadata!].sort()), tensors, data };
      }),
    );
    assert.deepEqual(a, b, name);
  }
}
