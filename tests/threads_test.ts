/**
 * Several threads write what one writes, and fail as one fails.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import {
  openCheckpoint,
  planConversion,
  SourceReadError,
  writeCheckpoint,
  type WriteOptions,
} from "@tensorferry/core";
import { safetensors } from "@tensorferry/safetensors";
import { dcp } from "@tensorferry/torch";
import { temporaryFolder, writeConverted } from "./checkpoint_fixture.ts";
import { jsonLines, tensorferry, workFolder, writeSparse } from "./cli_fixture.ts";
import { assertSame, contentsOf } from "./folder_fixture.ts";
import { FIXTURES, hfFolder, layoutsOf } from "./owned_layouts_fixture.ts";

/** Asserts that two folders have the same files, enough for several threads. */
function assertSameFiles(actual: string, expected: string): void {
  const files = contentsOf(expected);
  assert.ok(files.size > 3);
  assertSame(contentsOf(actual), files);
}

for (const fixture of FIXTURES) {
  Deno.test(`${fixture}: three threads write the bytes that one writes`, async () => {
    using folder = temporaryFolder();
    for (const to of layoutsOf(fixture)) {
      const [alone, together] = [join(folder.path, to, "1"), join(folder.path, to, "3")];
      const options = { to, maxShardSize: 20_000 };
      await writeConverted(hfFolder(fixture), alone, options, { threads: 1 });
      await writeConverted(hfFolder(fixture), together, options, { threads: 3, sync: true });
      assertSameFiles(together, alone);
    }
  });
}

Deno.test("files with seals, and casts, are the same from three threads", async () => {
  using folder = temporaryFolder();
  const container = dcp({ ranks: 4 });
  const [alone, together] = [join(folder.path, "1"), join(folder.path, "3")];
  const options = { to: "transformers", container, dtype: "float32" } as const;
  await writeConverted(hfFolder("qwen3-moe"), alone, options, { container, threads: 1 });
  await writeConverted(hfFolder("qwen3-moe"), together, options, { container, threads: 3 });
  assertSameFiles(together, alone);
});

/** Converts a checkpoint of 64 tensors of 16 MiB that lie in one hole, a shard each, with three threads. */
async function convertSparse(
  work: (source: string) => WriteOptions,
): Promise<{ readonly failure: unknown; readonly left: readonly string[] }> {
  using folder = workFolder();
  const [source, destination] = [folder.path("source"), folder.path("out")];
  writeSparse(source, 64, 2 ** 24);
  const checkpoint = await openCheckpoint(source, { containers: [safetensors] });
  try {
    const plan = planConversion(checkpoint, { plugins: [], maxShardSize: 2 ** 24 + 4096 });
    const options = { sync: false, threads: 3, ...work(source) };
    const failure = await writeCheckpoint(plan, checkpoint, destination, options)
      .then(() => assert.fail("it has to fail"), (error) => error);
    return { failure, left: readdirSync(folder.path(".")) };
  } finally {
    checkpoint.close();
  }
}

Deno.test("a read that fails on another thread is told as if it were on this one", async () => {
  // The last tensors are gone when the first have been written; with 62 of 64 shards left, each thread comes to some of them.
  const { failure } = await convertSparse((source) => ({
    onProgress() {
      truncateSync(join(source, "model.safetensors"), 2 ** 26);
    },
  }));
  assert.ok(failure instanceof SourceReadError);
  assert.match(failure.message, /for tensor "t\.\d+"/);
  assert.ok(failure.tensor?.startsWith("t."));
  assert.match(failure.source, /model\.safetensors$/);
});

Deno.test("all threads leave off when the work is to stop", async () => {
  const stop = new AbortController();
  const { failure, left } = await convertSparse(() => ({
    signal: stop.signal,
    onProgress: () => stop.abort(new Error("enough")),
  }));
  assert.equal((failure as Error).message, "enough");
  assert.ok(left.includes("source"));
});

Deno.test("the command says which flag lets a second thread write, and does without", async () => {
  using work = workFolder();
  const [source, destination] = [work.path("source"), work.path("out")];
  writeSparse(source, 2, 2 ** 27);
  const args = ["convert", source, destination, "--no-sync", "--json", "--max-shard-size", "135MB"];
  const events = jsonLines(
    await tensorferry(args, { read: [source, destination], write: [destination] }),
  );
  const { flag } = events.find(({ event }) => event === "one-thread")!;
  assert.match(flag as string, /^--allow-read=.*packages.core$/);
  assert.equal(events.at(-1)!["event"], "done");
  const granted = (flag as string).replace("--allow-read=", "");
  const both = jsonLines(
    await tensorferry([...args, "--overwrite"], {
      read: [source, destination, granted],
      write: [destination],
    }),
  );
  assert.equal(both.find(({ event }) => event === "one-thread"), undefined);
  assert.equal(both.at(-1)!["event"], "done");
});
