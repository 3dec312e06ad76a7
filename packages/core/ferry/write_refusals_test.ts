/**
 * What is refused before a byte is written.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DestinationError, TiedTensorsError } from "../errors.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import {
  declaredCheckpoint,
  evaluated,
  type MemoryCheckpoint,
} from "../testing/memory_checkpoint.ts";
import { memorySource } from "../testing/memory_source.ts";
import { testConversion, toyCheckpoint, toyPlan } from "../testing/toy_conversion.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { iterConvert } from "./iter_convert.ts";
import { writeCheckpoint } from "./write_checkpoint.ts";

testConversion(
  "refuses to write into the source, inside it, around it, or over a file",
  async (folder, checkpoint) => {
    for (const to of [checkpoint.path, join(checkpoint.path, "sub", "deeper")]) {
      await assert.rejects(
        writeCheckpoint(toyPlan(checkpoint), checkpoint, to, { overwrite: true }),
        /it is the source|inside it/,
      );
    }
    const file = join(folder, "file");
    writeFileSync(file, "");
    await assert.rejects(writeCheckpoint(toyPlan(checkpoint), checkpoint, file), DestinationError);
    assert.deepEqual(readdirSync(checkpoint.path).toSorted(), ["config.json", "tokenizer.json"]);
  },
);

testConversion(
  "never replaces the files that it reads, whatever leads to them",
  async (folder, checkpoint) => {
    const blobs = join(folder, "blobs");
    mkdirSync(blobs);
    writeFileSync(join(blobs, "shard"), "");
    const linked = {
      ...checkpoint,
      sources: [{ ...toyCheckpoint.sources[0], name: join(folder, "link") }],
    };
    symlinkSync(join(blobs, "shard"), join(folder, "link"));
    const cases = [[blobs, linked], [folder, checkpoint], [checkpoint.path, checkpoint]] as const;
    for (const [to, from] of cases) {
      await assert.rejects(
        writeCheckpoint(toyPlan(from), from, to, { overwrite: true }),
        /it is the source|is inside it|which is read, lies in it/,
      );
    }
  },
);

testConversion(
  "refuses to call inexact what it is told to keep exact",
  async (folder, checkpoint) => {
    const bytes = toyCheckpoint.bytes.slice();
    bytes.set([0x00, 0x80], toyCheckpoint.tensors.get("layers.0.norm.weight")!.position);
    const source = { ...checkpoint, sources: [memorySource(bytes)] };
    const exact = planConversion(source, { plugins: [toy], to: "trainer", exact: true });
    await assert.rejects(
      writeCheckpoint(exact, source, join(folder, "to")),
      /exact for layers\.0\.norm\.weight/,
    );
    assert(!existsSync(join(folder, "to")));
    await writeCheckpoint(exact, checkpoint, join(folder, "to"), { sync: false });
  },
);

testConversion(
  "compares what it leaves out as tied, and refuses when bits differ",
  async (folder, checkpoint) => {
    const tied = { ...toyConfig, tied: true };
    const source = declaredCheckpoint(toy, tied);
    const trainer = planConversion(source, { plugins: [toy], to: "trainer" });
    const made = trainer.shards.flatMap(({ tensors }) => tensors);
    const there = evaluated(new Map(made.map(({ name, tensor }) => [name, tensor])), source);
    const back = (made: MemoryCheckpoint, to: string) => {
      const from = { ...checkpoint, ...made, path: checkpoint.path, companions: [] };
      const plan = planConversion(from, { plugins: [toy], to: "hf" });
      return writeCheckpoint(plan, from, join(folder, to));
    };
    await back(there, "same");
    there.bytes[there.tensors.get("out")!.position + 3]! ^= 1;
    await assert.rejects(back(there, "different"), TiedTensorsError);
    assert(!existsSync(join(folder, "different")));
    assert(there.tensors.has("out"));
  },
);

testConversion(
  "carries a plan out on nothing but what it was made for",
  async (folder, checkpoint) => {
    const other = { ...checkpoint, sources: [memorySource(toyCheckpoint.bytes.slice(2))] };
    const work = toyPlan(checkpoint);
    await assert.rejects(writeCheckpoint(work, other, join(folder, "to")), /Plan again/);
    await assert.rejects(iterConvert(work, other).next(), /Plan again/);
    await assert.rejects(iterConvert(work, { sources: [] }).next(), /Plan again/);
    assert(!existsSync(join(folder, "to")));
  },
);
