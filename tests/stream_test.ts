/**
 * Checkpoints through pipes: the command as a process among others, with the least rights.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeSafetensors } from "@tensorferry/safetensors";
import { fixturePath, writeConverted } from "./checkpoint_fixture.ts";
import {
  hfFixture,
  jsonLines,
  startTensorferry,
  tensorferry,
  workFolder,
  writeSparse,
} from "./cli_fixture.ts";
import { piped, printed } from "./stream_fixture.ts";

const MODELS = readdirSync(fixturePath("fixtures")).filter((name) =>
  existsSync(fixturePath("fixtures", name, "hf"))
);

function contentsOf(folder: string): [string, Uint8Array][] {
  return readdirSync(folder).toSorted().map((name) => [
    name,
    new Uint8Array(readFileSync(join(folder, name))),
  ]);
}

function fileIn(folder: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, "model.safetensors")));
}

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

const MOE = hfFixture("qwen3-moe");
const CONFIG = join(MOE, "config.json");

async function moeStream(): Promise<Uint8Array> {
  const { code, stdout, stderr } = await printed(["convert", MOE, "-"], { read: [MOE] });
  assert.equal(code, 0, stderr);
  return stdout;
}

Deno.test("shards written from a stream are those written from files", async () => {
  using work = workFolder();
  const [files, streamed] = [work.path("files"), work.path("streamed")];
  await writeConverted(MOE, files, { to: "olmo-core", maxShardSize: 100_000 });
  const args = ["--to", "olmo-core", "--config", CONFIG, "--max-shard-size", "100kB"];
  const received = await piped(["convert", "-", streamed, ...args], await moeStream(), {
    read: [CONFIG, streamed],
    write: [streamed],
  });
  assert.equal(received.code, 0, received.stderr);
  const tensorFiles = (folder: string) =>
    contentsOf(folder).filter(([name]) => name.startsWith("model"));
  assert(tensorFiles(files).length > 5);
  assert.deepEqual(tensorFiles(streamed), tensorFiles(files));
});

Deno.test("what does not fit is refused with the number that does, and spilled where it may", async () => {
  using work = workFolder();
  const spill = work.path("spill");
  mkdirSync(spill);
  const stream = await moeStream();
  const args = ["convert", "-", "-", "--to", "olmo-core", "--config", CONFIG];
  const small = [...args, "--memory", "400KiB"];
  const refused = await piped([...small, "--json"], stream, { read: [CONFIG] });
  assert.equal(refused.code, 4);
  assert.deepEqual(refused.stdout, new Uint8Array(0));
  const [error] = jsonLines({ stdout: refused.stderr });
  assert.equal(error!["tag"], "Waiting");
  const { memory, disk } = error!["wouldDo"] as { memory: number; disk: number };

  const inMemory = await piped([...args, "--memory", String(memory)], stream, { read: [CONFIG] });
  assert.equal(inMemory.code, 0, inMemory.stderr);
  const rights = { read: [CONFIG, spill], write: [spill] };
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
      const { code, stderr } = await piped(["convert", "-", ...to, "--config", CONFIG], input, {
        read: [CONFIG, destination],
        write: [destination],
      });
      assert.equal(code, 3, stderr);
      assert.match(stderr, message);
    }
    assert.deepEqual(contentsOf(destination), before);
  }
});

Deno.test("a reader that ends early is an error in a line, and a sender that is killed one for the next", async () => {
  using work = workFolder();
  const [source, destination] = [work.path("large"), work.path("out")];
  writeSparse(source, 20, 1e7);
  const ended = startTensorferry(["convert", source, "-"], { read: [source] });
  const reader = ended.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const stderr = await new Response(ended.stderr).text();
  assert.equal((await ended.status).code, 5);
  assert.match(stderr, /Cannot write standard output: what reads it has ended/);

  const sender = startTensorferry(["convert", source, "-"], { read: [source] });
  const receiver = startTensorferry(["convert", "-", destination], {
    read: [destination],
    write: [destination],
    stdin: "piped",
  });
  let sent = 0;
  const counted = sender.stdout.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        sent += piece.length;
        if (sent > 2e7) sender.kill("SIGKILL");
        controller.enqueue(piece);
      },
    }),
  );
  await counted.pipeTo(receiver.stdin);
  await sender.stderr.cancel();
  await sender.status;
  const output = await receiver.output();
  assert.equal(output.code, 3);
  assert.match(new TextDecoder().decode(output.stderr), /it ends at byte \d+ of \d+/);
  assert(!existsSync(destination));
});

/** Starts the command, hands it bytes on an input that does not end, and stops it when it has begun to print. */
async function stoppedInBetween(
  signal: Deno.Signal,
  input: Uint8Array,
  ...[args, surroundings]: Parameters<typeof startTensorferry>
): Promise<number> {
  const process = startTensorferry(args, { ...surroundings, stdin: "piped" });
  const writer = process.stdin.getWriter();
  // The command may be ended before it has taken all.
  const writing = writer.write(input).catch(() => {});
  const reader = process.stdout.getReader();
  await reader.read();
  process.kill(signal);
  const { code } = await process.status;
  await reader.cancel();
  await process.stderr.cancel();
  await writing;
  await writer.abort().catch(() => {});
  return code;
}

Deno.test({
  name: "a sender that stalls keeps nobody from stopping",
  ignore: Deno.build.os === "windows",
  async fn() {
    using work = workFolder();
    const destination = work.path("out");
    const stream = await moeStream();
    const stalled = stream.subarray(0, stream.length - 10);
    const args = ["convert", "-", destination, "--config", CONFIG, "--json"];
    const rights = { read: [CONFIG, destination], write: [destination] };
    assert.equal(await stoppedInBetween("SIGTERM", stalled, args, rights), 143);
    assert(!existsSync(destination));
  },
});

Deno.test({
  name: "what was spilled is gone with the process, however that ends",
  ignore: Deno.build.os === "windows",
  async fn() {
    using work = workFolder();
    const spill = work.path("spill");
    mkdirSync(spill);
    const to = ["--to", "olmo-core", "--config", CONFIG];
    const args = ["convert", "-", "-", ...to, "--memory", "400KiB", "--spill-dir", spill];
    const rights = { read: [CONFIG, spill], write: [spill] };
    assert.equal(await stoppedInBetween("SIGKILL", await moeStream(), args, rights), 137);
    assert.deepEqual(readdirSync(spill), []);
  },
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
  const args = ["plan", "-", "--to", "transformers", "--config", CONFIG];
  const planned = await piped([...args, "--json"], stream, { read: [CONFIG] });
  const { waiting } = JSON.parse(new TextDecoder().decode(planned.stdout));
  assert.equal(waiting.order, "arrival");
  assert.equal(waiting.disk.peak, 0);
  const shown = await piped(args, stream, { read: [CONFIG] });
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
