/**
 * The command at the end of a pipe: what it makes of a stream, and what it refuses.
 *
 * @module
 */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fixturePath, writeConverted } from "../checkpoint_fixture.ts";
import { hfFixture, jsonLines, tensorferry, workFolder } from "../cli_fixture.ts";
import { assertSame, contentsOf } from "../folder_fixture.ts";
import { fileIn, MOE, MOE_CONFIG, moeStream, piped } from "./stream_fixture.ts";

Deno.test("shards written from a stream are those written from files", async () => {
  using work = workFolder();
  const [files, streamed] = [work.path("files"), work.path("streamed")];
  await writeConverted(MOE, files, { to: "olmo-core", maxShardSize: 100_000 });
  const args = ["--to", "olmo-core", "--config", MOE_CONFIG, "--max-shard-size", "100kB"];
  const received = await piped(["convert", "-", streamed, ...args], await moeStream(), {
    read: [MOE_CONFIG, streamed],
    write: [streamed],
  });
  assert.equal(received.code, 0, received.stderr);
  const tensorFiles = (folder: string) =>
    new Map([...contentsOf(folder)].filter(([name]) => name.startsWith("model")));
  assert(tensorFiles(files).size > 5);
  assertSame(tensorFiles(streamed), tensorFiles(files));
});

Deno.test("what does not fit is refused with the number that does, and spilled where it may", async () => {
  using work = workFolder();
  const spill = work.path("spill");
  mkdirSync(spill);
  const stream = await moeStream();
  const args = ["convert", "-", "-", "--to", "olmo-core", "--config", MOE_CONFIG];
  const small = [...args, "--memory", "400KiB"];
  const refused = await piped([...small, "--json"], stream, { read: [MOE_CONFIG] });
  assert.equal(refused.code, 4);
  assert.deepEqual(refused.stdout, new Uint8Array(0));
  const [error] = jsonLines({ stdout: refused.stderr });
  assert.equal(error!["tag"], "Waiting");
  const { memory, disk } = error!["wouldDo"] as { memory: number; disk: number };

  const inMemory = await piped([...args, "--memory", String(memory)], stream, {
    read: [MOE_CONFIG],
  });
  assert.equal(inMemory.code, 0, inMemory.stderr);
  const rights = { read: [MOE_CONFIG, spill], write: [spill] };
  const spilling = [...small, "--spill-dir", spill, "--spill-limit"];
  const onDisk = await piped([...spilling, String(disk), "--json"], stream, rights);
  assert.equal(onDisk.code, 0, onDisk.stderr);
  assert.deepEqual(onDisk.stdout, inMemory.stdout);
  const [planned] = jsonLines({ stdout: onDisk.stderr });
  const { disk: used } = planned!["waiting"] as { disk: { peak: number } };
  assert.equal(used.peak, disk);
  assert.deepEqual(readdirSync(spill), []);
  const tooSmall = await piped([...spilling, String(disk - 1)], stream, rights);
  assert.equal(tooSmall.code, 4);
});

Deno.test("a stream that is cut, goes on, or is none leaves the destination as it was", async () => {
  using work = workFolder();
  const destination = work.path("out");
  await writeConverted(hfFixture("llama-gqa"), destination, {});
  const before = contentsOf(destination);
  const stream = await moeStream();
  const cases: [RegExp, Uint8Array][] = [
    [/it ends at byte 300000 of \d+\./, stream.subarray(0, 300_000)],
    [/it ends at byte \d+ of \d+\./, stream.subarray(0, stream.length - 1)],
    [/and goes on/, Uint8Array.from([...stream, 0])],
    [/HeaderTooSmall/, stream.subarray(0, 4)],
    [/InvalidHeaderLength/, stream.subarray(0, 400)],
    [/HeaderTooLarge/, new TextEncoder().encode("<html><body>404 Not Found")],
  ];
  for (const [message, input] of cases) {
    for (const to of [[destination, "--overwrite"], ["-"]]) {
      const { code, stderr } = await piped(["convert", "-", ...to, "--config", MOE_CONFIG], input, {
        read: [MOE_CONFIG, destination],
        write: [destination],
      });
      assert.equal(code, 3, stderr);
      assert.match(stderr, message);
    }
    assertSame(contentsOf(destination), before);
  }
});

Deno.test("a stream says what is missing for what is asked", async () => {
  const stream = await moeStream();
  const cases: [code: number, message: RegExp, args: string[], read?: string[]][] = [
    [4, /no config\.json to tell the architecture.*--config/, ["convert", "-", "-", "--to", "hf"]],
    [
      2,
      /Leave --max-shard-size out/,
      ["convert", MOE, "-", "--max-shard-size", "1MB"],
      [MOE],
    ],
    [2, /Give --spill-dir/, ["convert", "-", "-", "--spill-limit", "1MB"]],
    [2, /Cannot compare a stream/, ["verify", "-", MOE], [MOE]],
  ];
  for (const [code, message, args, read = []] of cases) {
    const told = await piped(args, stream, { read });
    assert.equal(told.code, code, told.stderr);
    assert.match(told.stderr, message);
    assert.deepEqual(told.stdout, new Uint8Array(0));
  }
});

Deno.test("inspect and plan take a stream, of which they read the header", async () => {
  const stream = await moeStream();
  const { stdout, code } = await piped(["inspect", "-", "--json"], stream);
  assert.equal(code, 0);
  const { files } = JSON.parse(new TextDecoder().decode(stdout));
  assert.deepEqual(files.map(({ file }: { file: string }) => file), ["standard input"]);
  const args = ["plan", "-", "--to", "transformers", "--config", MOE_CONFIG];
  const planned = await piped([...args, "--json"], stream, { read: [MOE_CONFIG] });
  const { waiting } = JSON.parse(new TextDecoder().decode(planned.stdout));
  assert.equal(waiting.order, "arrival");
  assert.equal(waiting.disk.peak, 0);
  const shown = await piped(args, stream, { read: [MOE_CONFIG] });
  assert.match(new TextDecoder().decode(shown.stdout), /^Waits +/m);
  const dry = await tensorferry(["convert", MOE, "-", "--dry-run"], { read: [MOE] });
  assert.match(dry.stdout, /^Writes +104 tensors/m);
});

Deno.test("tied tensors that differ are found before the last byte is sent", async () => {
  using work = workFolder();
  const model = fixturePath("fixtures", "llama-tied", "hf");
  const config = join(model, "config.json");
  const titan = work.path("titan");
  await writeConverted(model, titan, { to: "torchtitan" });
  const stream = fileIn(titan);
  const args = ["convert", "-", "-", "--to", "hf", "--config", config];
  const same = await piped(args, stream, { read: [config] });
  assert.equal(same.code, 0, same.stderr);
  const there = work.path("there");
  await writeConverted(titan, there, { to: "hf" });
  assert.deepEqual(same.stdout, fileIn(there));
  const different = await piped(args, withLastByteOf("lm_head.weight", stream), { read: [config] });
  assert.equal(different.code, 3);
  assert.match(different.stderr, /their bits differ/);
  assert(different.stdout.length < same.stdout.length);
});

/** The file with another last byte of one of its tensors. */
function withLastByteOf(tensor: string, file: Uint8Array): Uint8Array {
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  const changed = file.slice();
  changed[8 + length + header[tensor].data_offsets[1] - 1]! ^= 1;
  return changed;
}
