import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accelerateOffload, dcp, dcpHf } from "@tensorferry/torch";
import {
  assertSameTensors,
  makeCheckpoint,
  storedTensors,
  temporaryFolder,
} from "./checkpoint_fixture.ts";
import { hfFolder, ownersFile } from "./owned_layouts_fixture.ts";
import { torchTensors, withTorchCheckpoint } from "./torch_fixture.ts";
import { oddTensors, writeIn, writtenContainers } from "./torch_writers_fixture.ts";

for (const fixture of ["llama-gqa", "qwen3-moe", "gemma3-text"]) {
  Deno.test(`${fixture}: what is written in every container of torch's is read back bit for bit`, async () => {
    using folder = temporaryFolder();
    const expected = await storedTensors(hfFolder(fixture));
    for (const ranks of [1, 2, 3, 5, 100]) {
      for (const container of writtenContainers(ranks)) {
        const path = join(folder.path, `${container.name} of ${ranks}`);
        await writeIn(container, hfFolder(fixture), path);
        assertSameTensors(await torchTensors(path), expected);
        await withTorchCheckpoint(path, ({ container: known, warnings, leftBehind }) => {
          assert.equal(known.name, container.name);
          assert.deepEqual([...warnings, ...leftBehind], []);
        });
      }
    }
  });
}

Deno.test("tensors of every kind and odd size are written and read back bit for bit", async () => {
  using folder = temporaryFolder();
  const source = join(folder.path, "source");
  const expected = oddTensors();
  makeCheckpoint(source, hfFolder("llama-gqa"), expected);
  for (const ranks of [1, 2, 3, 4, 5, 12]) {
    for (const container of writtenContainers(ranks)) {
      const path = join(folder.path, `${container.name} of ${ranks}`);
      await writeIn(container, source, path);
      assertSameTensors(await torchTensors(path), expected);
    }
  }
});

Deno.test("a layout is made while the ranks' parts of it are written", async () => {
  using folder = temporaryFolder();
  for (const [fixture, to] of [["llama-gqa", "torchtitan"], ["qwen3-moe", "torchtitan"]] as const) {
    const expected = await storedTensors(ownersFile(fixture, to));
    for (const container of writtenContainers(3)) {
      const path = join(folder.path, fixture, container.name);
      await writeIn(container, hfFolder(fixture), path, { to });
      assertSameTensors(await torchTensors(path), expected);
    }
  }
});

Deno.test("dcp: each rank has a file, also one that has nothing to save", async () => {
  using folder = temporaryFolder();
  const source = join(folder.path, "source");
  makeCheckpoint(source, hfFolder("llama-gqa"), new Map([...oddTensors()].slice(5, 6)));
  const path = join(folder.path, "to");
  await writeIn(dcp({ ranks: 3 }), source, path);
  const files = readdirSync(path).filter((file) => file.endsWith(".distcp")).toSorted();
  assert.deepEqual(
    files.map((file) => [file, readFileSync(join(path, file)).length > 0]),
    [["__0_0.distcp", true], ["__1_0.distcp", true], ["__2_0.distcp", false]],
  );
});

Deno.test("dcp-hf: what would be one file is one for each rank that has something of it", async () => {
  using folder = temporaryFolder();
  const source = join(folder.path, "source");
  const odd = oddTensors();
  const chosen = ["one", "scalar", "seven"];
  makeCheckpoint(
    source,
    hfFolder("llama-gqa"),
    new Map(chosen.map((name) => [name, odd.get(name)!])),
  );
  const path = join(folder.path, "to");
  const { shards } = await writeIn(dcpHf({ ranks: 3 }), source, path, { maxShardSize: 4 });
  const files = shards.map(({ file, tensors }) => [
    file,
    tensors.map(({ name, tensor: { shape } }) => `${name} [${shape}]`).join(),
  ]);
  // Those of rank 0 come last: see the writer.
  assert.deepEqual(files, [
    ["shard-00003-model-00002-of-00003.safetensors", "seven [1]"],
    ["shard-00003-model-00001-of-00003.safetensors", "one [0]"],
    ["shard-00002-model-00003-of-00003.safetensors", "scalar []"],
    ["shard-00002-model-00002-of-00003.safetensors", "seven [3]"],
    ["shard-00001-model-00002-of-00003.safetensors", "seven [3]"],
    ["shard-00001-model-00001-of-00003.safetensors", "one [1]"],
  ]);
  assert.deepEqual(
    readdirSync(path).filter((file) => file.endsWith(".safetensors")).toSorted(),
    files.map(([file]) => file).toSorted(),
  );
});

Deno.test("accelerate-offload: a file for each tensor, and the index as json.dump writes it", async () => {
  using folder = temporaryFolder();
  const source = join(folder.path, "source");
  const odd = oddTensors();
  const chosen = ["empty", "scalar", "seven", "ünïcode \u{1f600}"];
  makeCheckpoint(
    source,
    hfFolder("llama-gqa"),
    new Map(chosen.map((name) => [name, odd.get(name)!])),
  );
  const path = join(folder.path, "to");
  await writeIn(accelerateOffload, source, path);
  assert.deepEqual(readFileSync(join(path, "empty.dat")).length, 1);
  assert.deepEqual(readFileSync(join(path, "scalar.dat")).length, 4);
  assert.equal(
    readFileSync(join(path, "index.json"), "utf8"),
    `{
  "empty": {
    "dtype": "float16",
    "shape": [
      0,
      4
    ]
  },
  "scalar": {
    "dtype": "float32",
    "shape": []
  },
  "seven": {
    "dtype": "bfloat16",
    "shape": [
      7
    ]
  },
  "\\u00fcn\\u00efcode \\ud83d\\ude00": {
    "dtype": "int32",
    "shape": [
      2,
      2
    ]
  }
}`,
  );
});
