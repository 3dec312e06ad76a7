import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import {
  hfFixture,
  startTensorferry,
  tensorferry,
  workFolder,
  writeSparse,
} from "./cli_fixture.ts";

/** Enough for the conversion to be under way for seconds, dealt to several files of which the first are complete early. */
const TENSORS = 40;
const BYTES_EACH = 1e8;

/** Converts a large checkpoint until the first report of progress, sends a signal, and waits for the end. */
async function stopped(
  signal: Deno.Signal,
  source: string,
  destination: string,
  ...options: string[]
): Promise<{ code: number; last: Record<string, unknown> }> {
  const asked = [
    "convert",
    source,
    destination,
    "--max-shard-size",
    "200MB",
    "--no-sync",
    "--json",
  ];
  const process = startTensorferry([...asked, ...options], {
    read: [source, destination],
    write: [destination],
  });
  let text = "";
  let isStopped = false;
  for await (const piece of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (isStopped || !text.includes(`"event":"progress"`)) continue;
    isStopped = true;
    process.kill(signal);
  }
  await process.stderr.cancel();
  const { code } = await process.status;
  return { code, last: JSON.parse(text.trimEnd().split("\n").at(-1)!) };
}

Deno.test({
  name: "a conversion stopped in its middle leaves nothing behind",
  ignore: Deno.build.os === "windows",
  async fn() {
    using work = workFolder();
    const [source, destination] = [work.path("large"), work.path("out")];
    writeSparse(source, TENSORS, BYTES_EACH);
    const { code, last } = await stopped("SIGINT", source, destination);
    assert.equal(last["tag"], "Stopped");
    assert.equal(code, 130);
    assert(!existsSync(destination));
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
    writeSparse(source, TENSORS, BYTES_EACH);
    const { code } = await stopped("SIGTERM", source, destination, "--overwrite");
    assert.equal(code, 143);
    assert.deepEqual(readdirSync(destination), before);
    const verified = await tensorferry(["verify", old, destination], { read: [old, destination] });
    assert.equal(verified.code, 0);
  },
});
