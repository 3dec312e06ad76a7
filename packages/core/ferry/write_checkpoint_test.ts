import assert from "node:assert/strict";
import { join } from "node:path";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { DestinationError, TiedTensorsError } from "../errors.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import { STAGING_FOLDER } from "../commit/destination.ts";
import { openStaging } from "../commit/staging.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import type { Plan } from "../plan/plan.ts";
import {
  declaredCheckpoint,
  evaluated,
  type MemoryCheckpoint,
  tensorBytes,
} from "../testing/memory_checkpoint.ts";
import { memorySource } from "../testing/memory_source.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { iterConvert } from "./iter_convert.ts";
import { writeCheckpoint } from "./write_checkpoint.ts";

const memory = declaredCheckpoint(toy, toyConfig);

/** Runs with a folder of its own, and a source folder with companions in it. */
function inFolder(
  name: string,
  body: (folder: string, checkpoint: Checkpoint) => Promise<void>,
): void {
  Deno.test(`writeCheckpoint() ${name}`, async () => {
    const folder = Deno.makeTempDirSync();
    try {
      const path = join(folder, "source");
      mkdirSync(path);
      writeFileSync(join(path, "config.json"), JSON.stringify(toyConfig));
      writeFileSync(join(path, "tokenizer.json"), "{}");
      const configText = JSON.stringify(toyConfig);
      await body(folder, {
        ...memory,
        path,
        configText,
        companions: ["config.json", "tokenizer.json"],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

function contentsOf(folder: string): [string, Uint8Array][] {
  return readdirSync(folder).toSorted().map((file) => [file, readFileSync(join(folder, file))]);
}

function plan(checkpoint: Checkpoint, maxShardSize = 200): Plan {
  return planConversion(checkpoint, { plugins: [toy], to: "fused", maxShardSize });
}

/** The bytes that the files of a plan must have, by a naive evaluation. */
function expectedFiles({ shards }: Plan, from: MemoryCheckpoint): Map<string, Uint8Array> {
  return new Map(shards.map(({ file, tensors }) => {
    const made = evaluated(new Map(tensors.map(({ name, tensor }) => [name, tensor])), from);
    return [file, made.bytes];
  }));
}

inFolder(
  "writes every tensor to its place, the index, and what goes with it",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    const work = plan(checkpoint);
    await writeCheckpoint(work, checkpoint, to);
    const files = expectedFiles(work, memory);
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

inFolder("says the new dtype in the config", async (folder, checkpoint) => {
  const cast = planConversion(checkpoint, { plugins: [toy], dtype: "float32" });
  await writeCheckpoint(cast, checkpoint, join(folder, "to"), { sync: false });
  const config = JSON.parse(readFileSync(join(folder, "to", "config.json"), "utf8"));
  assert.deepEqual(config, { ...toyConfig, dtype: "float32" });
});

inFolder(
  "refuses a folder with files, and replaces its checkpoint wholly when told to",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    await writeCheckpoint(plan(checkpoint, 50), checkpoint, to, { sync: false });
    writeFileSync(join(to, "notes.txt"), "mine");
    const before = readdirSync(to).toSorted();
    await assert.rejects(
      writeCheckpoint(plan(checkpoint), checkpoint, to),
      /--overwrite to replace/,
    );
    assert.deepEqual(readdirSync(to).toSorted(), before);
    const single = plan(checkpoint, 1e9);
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

inFolder(
  "refuses to write into the source, inside it, around it, or over a file",
  async (folder, checkpoint) => {
    for (const to of [checkpoint.path, join(checkpoint.path, "sub", "deeper")]) {
      await assert.rejects(
        writeCheckpoint(plan(checkpoint), checkpoint, to, { overwrite: true }),
        /it is the source|inside it/,
      );
    }
    const file = join(folder, "file");
    writeFileSync(file, "");
    await assert.rejects(writeCheckpoint(plan(checkpoint), checkpoint, file), DestinationError);
    assert.deepEqual(readdirSync(checkpoint.path).toSorted(), ["config.json", "tokenizer.json"]);
  },
);

inFolder(
  "never replaces the files that it reads, whatever leads to them",
  async (folder, checkpoint) => {
    const blobs = join(folder, "blobs");
    mkdirSync(blobs);
    writeFileSync(join(blobs, "shard"), "");
    const linked = {
      ...checkpoint,
      sources: [{ ...memory.sources[0], name: join(folder, "link") }],
    };
    symlinkSync(join(blobs, "shard"), join(folder, "link"));
    for (
      const [to, from] of [[blobs, linked], [folder, checkpoint], [
        join(folder, "source"),
        checkpoint,
      ]] as const
    ) {
      await assert.rejects(
        writeCheckpoint(plan(from), from, to, { overwrite: true }),
        /it is the source|is inside it|which is read, lies in it/,
      );
    }
  },
);

inFolder(
  "puts the old checkpoint back when the new one cannot be put in place",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    await writeCheckpoint(plan(checkpoint), checkpoint, to, { sync: false });
    const single = plan(checkpoint, 1e9);
    mkdirSync(join(to, "all.plain"));
    await assert.rejects(
      writeCheckpoint(single, checkpoint, to, { overwrite: true }),
      /all\.plain in it would be replaced, and is not a file/,
    );
    rmSync(join(to, "all.plain"), { recursive: true });
    const before = contentsOf(to);
    const staging = openStaging(to, checkpoint, {
      overwrite: true,
      restart: false,
      sync: false,
      beginning: { program: "", digest: "" },
      replaces: (files) => files,
      files: [],
      onCommitted: () => {},
    })!;
    assert.throws(() => staging.commit(["not.there"]), /It has its old files again/);
    staging.abandon();
    assert.deepEqual(contentsOf(to), before);
  },
);

inFolder(
  "leaves no config of another checkpoint beside its own tensors",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    await writeCheckpoint(plan(checkpoint), checkpoint, to, { sync: false });
    const { configText: _, ...bare } = checkpoint;
    await writeCheckpoint(plan(bare), { ...bare, companions: [] }, to, {
      overwrite: true,
      sync: false,
    });
    assert(!existsSync(join(to, "config.json")));
  },
);

inFolder("refuses to call inexact what it is told to keep exact", async (folder, checkpoint) => {
  const tiny = { ...checkpoint, bytes: memory.bytes.slice() };
  const { position } = memory.tensors.get("layers.0.norm.weight")!;
  tiny.bytes.set([0x00, 0x80], position);
  const source = { ...checkpoint, sources: [memorySource(tiny.bytes)] };
  const exact = planConversion(source, { plugins: [toy], to: "trainer", exact: true });
  await assert.rejects(
    writeCheckpoint(exact, source, join(folder, "to")),
    /exact for layers\.0\.norm\.weight/,
  );
  assert(!existsSync(join(folder, "to")));
  await writeCheckpoint(exact, checkpoint, join(folder, "to"), { sync: false });
});

inFolder(
  "leaves nothing behind when it is stopped in its first file",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    const stop = new AbortController();
    await assert.rejects(
      writeCheckpoint(plan(checkpoint, 1e9), checkpoint, to, {
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

inFolder(
  "leaves the old checkpoint as it was when the source fails",
  async (folder, checkpoint) => {
    const to = join(folder, "to");
    await writeCheckpoint(plan(checkpoint), checkpoint, to, { sync: false });
    const before = contentsOf(to);
    const broken: Checkpoint = {
      ...checkpoint,
      sources: [{
        ...memory.sources[0],
        read: () => {
          throw new Error("the disk is gone");
        },
      }],
    };
    await assert.rejects(
      writeCheckpoint(plan(checkpoint), broken, to, { overwrite: true }),
      /the disk is gone/,
    );
    assert.deepEqual(contentsOf(to), before);
  },
);

inFolder(
  "compares what it leaves out as tied, and refuses when bits differ",
  async (folder, checkpoint) => {
    const tied = { ...toyConfig, tied: true };
    const source = declaredCheckpoint(toy, tied);
    const trainer = planConversion(source, { plugins: [toy], to: "trainer" });
    const made = trainer.shards.flatMap(({ tensors }) => tensors);
    const there = evaluated(new Map(made.map(({ name, tensor }) => [name, tensor])), source);
    const back = (from: MemoryCheckpoint, to: string) => {
      const from_ = { ...checkpoint, ...from, path: checkpoint.path, companions: [] };
      return writeCheckpoint(
        planConversion(from_, { plugins: [toy], to: "hf" }),
        from_,
        join(folder, to),
      );
    };
    await back(there, "same");
    there.bytes[there.tensors.get("out")!.position + 3]! ^= 1;
    await assert.rejects(back(there, "different"), TiedTensorsError);
    assert(!existsSync(join(folder, "different")));
    assert(tensorBytes(there).has("out"));
  },
);

inFolder(
  "keeps what a killed conversion was replacing, whatever it is told",
  async (folder, checkpoint) => {
    const replaced = join(folder, "to", STAGING_FOLDER, ".replaced");
    mkdirSync(replaced, { recursive: true });
    writeFileSync(join(replaced, "old.plain"), "old");
    for (const overwrite of [false, true]) {
      await assert.rejects(
        writeCheckpoint(plan(checkpoint), checkpoint, join(folder, "to"), { overwrite }),
        /holds files of a checkpoint that was being replaced/,
      );
    }
    assert.equal(readFileSync(join(replaced, "old.plain"), "utf8"), "old");
  },
);

inFolder("carries a plan out on nothing but what it was made for", async (folder, checkpoint) => {
  const other = { ...checkpoint, sources: [memorySource(memory.bytes.slice(2))] };
  const work = plan(checkpoint);
  await assert.rejects(writeCheckpoint(work, other, join(folder, "to")), /Plan again/);
  await assert.rejects(iterConvert(work, other).next(), /Plan again/);
  await assert.rejects(iterConvert(work, { sources: [] }).next(), /Plan again/);
  assert(!existsSync(join(folder, "to")));
});
