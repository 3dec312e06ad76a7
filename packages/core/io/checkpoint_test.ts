import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MalformedCheckpointError, NotACheckpointError } from "../errors.ts";
import { plainContainer } from "../testing/memory_checkpoint.ts";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { openCheckpoint } from "./checkpoint.ts";
import type { Container } from "./container.ts";

/** Opens every folder, as one whose tensors are in `a.plain`. */
function containerOf(onClose: () => void): Container {
  const stored = {
    sources: [],
    tensors: new Map(),
    files: ["a.plain"],
    warnings: [],
    close: onClose,
  };
  return { ...plainContainer, open: () => Promise.resolve(stored) };
}

function inFolder(name: string, body: (folder: string) => Promise<void>): void {
  Deno.test(`openCheckpoint() ${name}`, async () => {
    using folder = temporaryFolder();
    await body(folder.path);
  });
}

inFolder("takes along what belongs to the model, and names what it leaves", async (folder) => {
  const companions = ["LICENSE", "config.json", "merges.txt", "modeling.py", "tokenizer.model"];
  const left = [
    ".git",
    "original",
    "pytorch_model.bin",
    "pytorch_model.bin.index.fp16.json",
    "pytorch_model.bin.index.json",
    "weights.gguf",
  ];
  for (const file of [...companions, "a.plain", "stale.plain"]) {
    writeFileSync(join(folder, file), "{}");
  }
  for (const file of left) {
    file.includes(".", 1) ? writeFileSync(join(folder, file), "") : mkdirSync(join(folder, file));
  }
  const checkpoint = await openCheckpoint(folder, { containers: [containerOf(() => {})] });
  assert.deepEqual(checkpoint.companions, companions);
  assert.deepEqual(checkpoint.leftBehind, left);
  assert.deepEqual(checkpoint.config, {});
});

inFolder("is not stopped by a link that leads nowhere", async (folder) => {
  symlinkSync("loop", join(folder, "loop"));
  const checkpoint = await openCheckpoint(folder, { containers: [containerOf(() => {})] });
  assert.deepEqual(checkpoint.leftBehind, ["loop"]);
});

inFolder("uses the config it is given, and takes that along", async (folder) => {
  const configPath = join(folder, "other.json");
  writeFileSync(configPath, `{"model_type": "toy"}`);
  const inner = join(folder, "inner");
  mkdirSync(inner);
  const checkpoint = await openCheckpoint(inner, {
    containers: [containerOf(() => {})],
    configPath,
  });
  assert.deepEqual(checkpoint.config, { model_type: "toy" });
  assert.deepEqual(checkpoint.companions, ["config.json"]);
});

inFolder("closes what it opened when the config is broken", async (folder) => {
  writeFileSync(join(folder, "config.json"), "{");
  let closed = 0;
  await assert.rejects(
    openCheckpoint(folder, { containers: [containerOf(() => closed++)] }),
    MalformedCheckpointError,
  );
  assert.equal(closed, 1);
});

inFolder("refuses what is no checkpoint, and what is not there", async (folder) => {
  await assert.rejects(
    openCheckpoint(folder, { containers: [plainContainer] }),
    /known here \(plain\)/,
  );
  await assert.rejects(
    openCheckpoint(join(folder, "no"), { containers: [plainContainer] }),
    NotACheckpointError,
  );
});
