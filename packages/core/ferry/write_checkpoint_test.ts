import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { STAGING_FOLDER } from "../commit/destination.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import type { Plan } from "../plan/plan.ts";
import { evaluated, type MemoryCheckpoint } from "../testing/memory_checkpoint.ts";
import { contentsOf, testConversion, toyCheckpoint, toyPlan } from "../testing/toy_conversion.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { writeCheckpoint } from "./write_checkpoint.ts";

/** The bytes that the files of a plan must have, by a naive evaluation. */
function expectedFiles({ shards }: Plan, from: MemoryCheckpoint): Map<string, Uint8Array> {
  return new Map(shards.map(({ file, tensors }) => {
    const made = evaluated(new Map(tensors.map(({ name, tensor }) => [name, tensor])), from);
    return [file, made.bytes];
  }));
}

testConversion(
  "writes every tensor to its place, the index, and what goes with it",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    const work = toyPlan(checkpoint);
    await writeCheckpoint(work, checkpoint, to);
    const files = expectedFiles(work, toyCheckpoint);
    assert(files.size > 3);
    for (const [file, bytes] of files) {
      assert.deepEqual(
        new Uint8Array(readFileSync(join(to, file))),
        bytes,
        file,
      );
    }
    assert.deepEqual(
      readdirSync(to).toSorted(),
      ["config.json", "index.json", "tensorferry.json", "tokenizer.json", ...files.keys()]
        .toSorted(),
    );
  },
);

testConversion("says the new dtype in the config", async (folder, checkpoint) => {
  const cast = planConversion(checkpoint, { plugins: [toy], dtype: "float32" });
  await writeCheckpoint(cast, checkpoint, join(folder, "to"), { sync: false });
  const config = JSON.parse(readFileSync(join(folder, "to", "config.json"), "utf8"));
  assert.deepEqual(config, { ...toyConfig, dtype: "float32" });
});

testConversion(
  "leaves nothing behind when it is stopped in its first file",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    const stop = new AbortController();
    await assert.rejects(
      writeCheckpoint(toyPlan(checkpoint, 1e9), checkpoint, to, {
        signal: stop.signal,
        onProgress: () => {
          assert(existsSync(join(to, STAGING_FOLDER)));
          assert.deepEqual(readdirSync(to), [STAGING_FOLDER]);
          stop.abort();
        },
      }),
      { name: "AbortError" },
    );
    assert(!existsSync(to));
  },
);

testConversion(
  "leaves the old checkpoint as it was when the source fails",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    await writeCheckpoint(toyPlan(checkpoint), checkpoint, to, { sync: false });
    const before = contentsOf(to);
    const broken: Checkpoint = {
      ...checkpoint,
      sources: [{
        ...toyCheckpoint.sources[0],
        read: () => {
          throw new Error("the disk is gone");
        },
      }],
    };
    await assert.rejects(
      writeCheckpoint(toyPlan(checkpoint), broken, to, { overwrite: true }),
      /the disk is gone/,
    );
    assert.deepEqual(contentsOf(to), before);
  },
);
