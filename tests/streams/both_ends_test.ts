/**
 * The command between two pipes, as a process among others, with the least rights.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openCheckpoint, planConversion, SourceChangedError } from "@tensorferry/core";
import { writeStream } from "@tensorferry/core/stream";
import { encodeSafetensors, safetensors } from "@tensorferry/safetensors";
import { fixturePath, writeConverted } from "../checkpoint_fixture.ts";
import { copyCheckpoint, hfFixture, workFolder } from "../cli_fixture.ts";
import { fileIn, piped, printed } from "./stream_fixture.ts";

const MODELS = readdirSync(fixturePath("fixtures")).filter((name) =>
  existsSync(fixturePath("fixtures", name, "hf"))
);

for (const model of MODELS) {
  Deno.test(`${model} through pipes to transformers and back is what it is through files`, async () => {
    using work = workFolder();
    const hf = hfFixture(model);
    const config = join(hf, "config.json");
    const [there, back, streamed] = [work.path("there"), work.path("back"), work.path("streamed")];
    await writeConverted(hf, there, { to: "transformers" });
    await writeConverted(there, back, { to: "hf" });

    const sent = await printed(["convert", hf, "-", "--to", "transformers"], { read: [hf] });
    assert.equal(sent.code, 0, sent.stderr);
    assert.deepEqual(sent.stdout, fileIn(there));
    assert.match(sent.stderr, /Stays behind +config\.json/);

    const to = ["--to", "hf", "--config", config];
    const onwards = await piped(["convert", "-", "-", ...to], sent.stdout, { read: [config] });
    assert.equal(onwards.code, 0, onwards.stderr);
    assert.deepEqual(onwards.stdout, fileIn(back));

    const received = await piped(["convert", "-", streamed, ...to], sent.stdout, {
      read: [config, streamed],
      write: [streamed],
    });
    assert.equal(received.code, 0, received.stderr);
    assert.deepEqual(fileIn(streamed), fileIn(back));
    assert.deepEqual(readFileSync(join(streamed, "config.json")), readFileSync(config));
  });
}

Deno.test("a source that changes while it is streamed leaves the receiver an incomplete file", async () => {
  using work = workFolder();
  const from = work.path("from");
  copyCheckpoint(hfFixture("llama-gqa"), from);
  const checkpoint = await openCheckpoint(from, { containers: [safetensors] });
  const plan = planConversion(checkpoint, {
    plugins: [],
    maxShardSize: Infinity,
    memory: 3 * 2 ** 16,
  });
  const [shard] = checkpoint.sources;
  let sent = 0;
  const output = {
    name: "the receiver",
    write(bytes: Uint8Array): void {
      // Of the same size, and written in place, so that the file that is open is the one that changes.
      if (sent === 0) Deno.utimeSync(shard!.name, 1, 1);
      sent += bytes.length;
    },
  };
  await assert.rejects(writeStream(plan, checkpoint, output), SourceChangedError);
  checkpoint.close();
  assert(sent > 0 && sent < plan.shards[0]!.byteLength, `${sent} bytes`);
});

Deno.test("a checkpoint of no bytes goes through a pipe", async () => {
  using work = workFolder();
  const out = work.path("out");
  const file = encodeSafetensors([
    { name: "empty", dtype: "float32", shape: [0, 3], bytes: new Uint8Array(0) },
  ]);
  const { code, stdout } = await piped(["convert", "-", "-"], file);
  assert.deepEqual([code, stdout], [0, file]);
  const received = await piped(["convert", "-", out], file, { read: [out], write: [out] });
  assert.equal(received.code, 0, received.stderr);
  assert.deepEqual(fileIn(out), file);
});
