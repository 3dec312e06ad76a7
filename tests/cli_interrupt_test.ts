import assert from "node:assert/strict";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  hfFixture,
  jsonLines,
  startTensorferry,
  tensorferry,
  workFolder,
  writeSparse,
} from "./cli_fixture.ts";

/** Enough for the conversion to be under way for seconds, dealt to several files of which the first are complete early. */
const TENSORS = 40;
const BYTES_EACH = 1e8;

/** Converts a large checkpoint until a report of progress beyond its first file, where it has several, sends a signal, and waits for the end. */
async function stopped(
  signal: Deno.Signal,
  source: string,
  destination: string,
  ...options: string[]
): Promise<
  { code: number; events: Record<string, unknown>[]; last: Record<string, unknown> }
> {
  const asked = ["convert", source, destination, "--no-sync", "--json"];
  const process = startTensorferry([...asked, ...options], {
    read: [source, destination],
    write: [destination],
  });
  let text = "";
  let isStopped = false;
  for await (const piece of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const isUnderWay = options.includes("1TB")
      ? text.includes(`"event":"progress"`)
      : /"at":"model-(?!00001)/.test(text);
    if (isStopped || !isUnderWay) continue;
    isStopped = true;
    process.kill(signal);
  }
  await process.stderr.cancel();
  const { code } = await process.status;
  const events = jsonLines({ stdout: text });
  return { code, events, last: events.at(-1)! };
}

Deno.test({
  name: "a conversion stopped in its first file leaves nothing behind",
  ignore: Deno.build.os === "windows",
  async fn() {
    using work = workFolder();
    const [source, destination] = [work.path("large"), work.path("out")];
    writeSparse(source, TENSORS, BYTES_EACH);
    const { code, last } = await stopped("SIGINT", source, destination, "--max-shard-size", "1TB");
    assert.equal(last["tag"], "Stopped");
    assert.equal(code, 130);
    assert(!existsSync(destination));
  },
});

Deno.test({
  name:
    "a conversion stopped later keeps what is complete, and the same command goes on from there",
  ignore: Deno.build.os === "windows",
  async fn() {
    using work = workFolder();
    const [source, destination] = [work.path("large"), work.path("out")];
    writeSparse(source, TENSORS, BYTES_EACH);
    const options = ["--max-shard-size", "200MB"];
    const { code, events } = await stopped("SIGTERM", source, destination, ...options);
    assert.equal(code, 143);
    const kept = events.find(({ event }) => event === "kept")!;
    assert.deepEqual(readdirSync(destination), [".tensorferry-staging"]);
    const grants = { read: [source, destination], write: [destination] };
    const convert = ["convert", source, destination, "--no-sync", "--json"];
    const other = await tensorferry([...convert, "--max-shard-size", "300MB"], grants);
    assert.equal(other.code, 5);
    assert.match(other.stdout, /it was of other arguments\. Give --restart/);
    const again = jsonLines(await tensorferry([...convert, ...options], grants));
    assert.deepEqual(again.find(({ event }) => event === "resumed"), { ...kept, event: "resumed" });
    const done = again.at(-1)!;
    assert.equal(done["event"], "done");
    const files = done["files"] as string[];
    const sizes = files.slice(0, kept["finished"] as number)
      .map((file) => statSync(join(destination, file)).size);
    assert.equal(done["bytesFound"], sizes.reduce((sum, size) => sum + size, 0));
    assert.equal((await tensorferry(["verify", destination], { read: [destination] })).code, 0);
  },
});

Deno.test({
  name: "a conversion stopped while it replaces a checkpoint leaves the old one",
  ignore: Deno.build.os === "windows",
  async fn() {
    using work = workFolder();
    const [source, destination] = [work.path("large"), work.path("out")];
    const old = hfFixture("llama-gqa");
    await tensorferry(["convert", old, destination], {
      read: [old, destination],
      write: [destination],
    });
    const before = readdirSync(destination);
    const options = ["--overwrite", "--max-shard-size", "200MB"];
    writeSparse(source, TENSORS, BYTES_EACH);
    const { code } = await stopped("SIGTERM", source, destination, ...options);
    assert.equal(code, 143);
    const now = readdirSync(destination).filter((file) => file !== ".tensorferry-staging");
    assert.deepEqual(now, before);
    const verified = await tensorferry(["verify", old, destination], { read: [old, destination] });
    assert.equal(verified.code, 0);
  },
});
