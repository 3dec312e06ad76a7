import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeSafetensors } from "@tensorferry/safetensors";
import { accelerateOffload, dcp, dcpHf, torchBin } from "@tensorferry/torch";
import {
  assertSameTensors,
  fixturePath,
  storedTensors,
  temporaryFolder,
  type Tensors,
} from "./checkpoint_fixture.ts";
import { torchTensors, withTorchCheckpoint } from "./torch_fixture.ts";

/** Copies folders of a fixture into one. */
function mixed(path: string, ...folders: string[]): string {
  for (const folder of folders) {
    cpSync(fixturePath("fixtures", "llama-gqa", folder), path, { recursive: true });
  }
  return path;
}

Deno.test("in a folder that is several checkpoints at once, each container sees its own", async () => {
  using folder = temporaryFolder();
  const path = mixed(join(folder.path, "all"), "bin", "dcp", "offload");
  for (
    const [container, layout] of [[torchBin, "bin"], [dcp(), "dcp"], [
      accelerateOffload,
      "offload",
    ]] as const
  ) {
    const [there, alone] = [
      await container.open(path),
      await container.open(fixturePath("fixtures", "llama-gqa", layout)),
    ];
    assert.deepEqual(there!.files, alone!.files);
    assert.deepEqual([...there!.tensors], [...alone!.tensors]);
    there!.close();
    alone!.close();
  }
  assert.equal(await dcpHf().open(path), undefined);
});

Deno.test("none of torch's containers knows the folder of another, or plain safetensors", async () => {
  const folders = {
    bin: torchBin,
    dcp: dcp(),
    "dcp-hf": dcpHf(),
    offload: accelerateOffload,
    hf: undefined,
  };
  for (const [folder, own] of Object.entries(folders)) {
    for (const container of [torchBin, dcp(), dcpHf(), accelerateOffload]) {
      if (container.name === own?.name) continue;
      const opened = await container.open(fixturePath("fixtures", "llama-gqa", folder));
      assert.equal(opened, undefined, `${container.name} knows ${folder}`);
    }
  }
});

Deno.test("of safetensors and .bin in one folder, safetensors are read, as transformers does", async () => {
  using folder = temporaryFolder();
  const path = mixed(join(folder.path, "both"), "hf", "bin");
  await withTorchCheckpoint(path, ({ container }) => assert.equal(container.name, "safetensors"));
});

/** Writes each tensor into a file of its own, as transformers 5 offloads what it has converted. */
function offloadAsTransformers(path: string, tensors: Tensors): void {
  mkdirSync(path);
  for (const tensor of tensors.values()) {
    const bytes = encodeSafetensors([tensor], null);
    writeFileSync(join(path, `${tensor.name}.safetensors`), bytes);
  }
}

Deno.test("the offload folder of transformers 5 is read as plain safetensors", async () => {
  using folder = temporaryFolder();
  const tensors = await storedTensors(fixturePath("fixtures", "qwen3-moe", "runtime.safetensors"));
  const path = join(folder.path, "offload");
  offloadAsTransformers(path, tensors);
  assertSameTensors(await torchTensors(path), tensors);
  await withTorchCheckpoint(path, ({ container }) => assert.equal(container.name, "safetensors"));
});
