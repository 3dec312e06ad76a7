/**
 * Pipes of which one end is gone, or stands still.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { startTensorferry, workFolder, writeSparse } from "../cli_fixture.ts";
import { MOE_CONFIG, moeStream } from "./stream_fixture.ts";

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
    const args = ["convert", "-", destination, "--config", MOE_CONFIG, "--json"];
    const rights = { read: [MOE_CONFIG, destination], write: [destination] };
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
    const to = ["--to", "olmo-core", "--config", MOE_CONFIG];
    const args = ["convert", "-", "-", ...to, "--memory", "400KiB", "--spill-dir", spill];
    const rights = { read: [MOE_CONFIG, spill], write: [spill] };
    assert.equal(await stoppedInBetween("SIGKILL", await moeStream(), args, rights), 137);
    assert.deepEqual(readdirSync(spill), []);
  },
});
