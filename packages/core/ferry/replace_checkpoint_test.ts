/**
 * What becomes of a checkpoint that is where another is put in place.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { STAGING_FOLDER } from "../commit/destination.ts";
import { openStaging } from "../commit/staging.ts";
import { contentsOf, testConversion, toyPlan } from "../testing/toy_conversion.ts";
import { writeCheckpoint } from "./write_checkpoint.ts";

testConversion(
  "refuses a folder with files, and replaces its checkpoint wholly when told to",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    await writeCheckpoint(toyPlan(checkpoint, 50), checkpoint, to, { sync: false });
    writeFileSync(join(to, "notes.txt"), "mine");
    const before = readdirSync(to).toSorted();
    await assert.rejects(
      writeCheckpoint(toyPlan(checkpoint), checkpoint, to),
      /--overwrite to replace/,
    );
    assert.deepEqual(readdirSync(to).toSorted(), before);
    const single = toyPlan(checkpoint, 1e9);
    await writeCheckpoint(single, checkpoint, to, { overwrite: true, sync: false });
    assert.deepEqual(readdirSync(to).toSorted(), [
      "all.plain",
      "config.json",
      "notes.txt",
      "tensorferry.json",
      "tokenizer.json",
    ]);
  },
);

testConversion(
  "puts the old checkpoint back when the new one cannot be put in place",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    await writeCheckpoint(toyPlan(checkpoint), checkpoint, to, { sync: false });
    const single = toyPlan(checkpoint, 1e9);
    mkdirSync(join(to, "all.plain"));
    await assert.rejects(
      writeCheckpoint(single, checkpoint, to, { overwrite: true }),
      /all\.plain in it would be replaced, and is not a file/,
    );
    rmSync(join(to, "all.plain"), { recursive: true });
    const before = contentsOf(to);
    const staging = (await openStaging(to, checkpoint, {
      overwrite: true,
      restart: false,
      sync: false,
      beginning: { program: "", digest: "" },
      replaces: (files) => files,
      takenInstead: () => [],
      files: [],
      verify: false,
      signal: undefined,
      onProgress: undefined,
      onCommitted: () => {},
      onTakenBack: () => {},
    }))!;
    const lost = { file: "not.there", byteLength: 0, crc32: 0 };
    assert.throws(() => staging.commit([lost]), /It has its old files again/);
    staging.abandon();
    assert.deepEqual(contentsOf(to), before);
  },
);

testConversion(
  "leaves no config of another checkpoint beside its own tensors",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    await writeCheckpoint(toyPlan(checkpoint), checkpoint, to, { sync: false });
    const { configText: _, ...bare } = checkpoint;
    await writeCheckpoint(toyPlan(bare), { ...bare, companions: [] }, to, {
      overwrite: true,
      sync: false,
    });
    assert(!existsSync(join(to, "config.json")));
  },
);

testConversion(
  "keeps what a killed conversion was replacing, whatever it is told",
  async (folder, checkpoint) => {
    const replaced = join(folder, "to", STAGING_FOLDER, ".replaced");
    mkdirSync(replaced, { recursive: true });
    writeFileSync(join(replaced, "old.plain"), "old");
    for (const overwrite of [false, true]) {
      await assert.rejects(
        writeCheckpoint(toyPlan(checkpoint), checkpoint, join(folder, "to"), { overwrite }),
        /holds files of a checkpoint that was being replaced/,
      );
    }
    assert.equal(readFileSync(join(replaced, "old.plain"), "utf8"), "old");
  },
);
