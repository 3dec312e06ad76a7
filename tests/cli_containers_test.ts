import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { copyCheckpoint, hfFixture, jsonLines, tensorferry, workFolder } from "./cli_fixture.ts";
import { piped } from "./streams/stream_fixture.ts";

const gqa = hfFixture("llama-gqa");
const dcp = gqa.replace(/hf$/, "dcp");

/** Runs a conversion of the fixture. */
function convert(to: string, ...options: string[]) {
  return tensorferry(["convert", gqa, to, ...options], { read: [gqa, to], write: [to] });
}

/** What a checkpoint is, and which files are of it. */
async function seen(path: string) {
  const [found] = jsonLines(await tensorferry(["inspect", path, "--json"], { read: [path] }));
  const files = found!["files"] as { file: string }[];
  return { container: found!["container"], files: files.map(({ file }) => file) };
}

/** What lies in a folder besides configs and their like. */
function tensorFilesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.endsWith(".json") || name === "index.json")
    .toSorted();
}

const WRITTEN: readonly (readonly string[])[] = [
  ["dcp", "--ranks", "3"],
  ["dcp-hf", "--ranks", "2", "--max-shard-size", "100kB"],
  ["accelerate-offload"],
  ["dcp"],
  ["safetensors"],
  ["dcp-hf"],
];

Deno.test("convert --container writes each container, in place of a checkpoint of any other, and verify finds the same", async () => {
  using work = workFolder();
  const to = work.path("out");
  for (const [container, ...options] of WRITTEN) {
    const asked = ["--container", container!, ...options, "--to", "torchtitan", "--overwrite"];
    const { code, stdout, stderr } = await convert(to, ...asked);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Wrote 30 tensors, /);
    const { container: known, files } = await seen(to);
    assert.equal(known, container);
    const index = { dcp: [".metadata"], "accelerate-offload": ["index.json"] }[container!] ?? [];
    assert.deepEqual(tensorFilesIn(to), [...files, ...index].toSorted());
    const verified = await tensorferry(["verify", gqa, to], { read: [gqa, to] });
    assert.equal(verified.code, 0, verified.stdout);
  }
});

Deno.test("convert leaves files alone that are of no checkpoint, and takes no name from them", async () => {
  using work = workFolder();
  const to = work.path("out");
  assert.equal((await convert(to, "--container", "accelerate-offload")).code, 0);
  writeFileSync(`${to}/notes.dat`, "mine");
  const replaced = await convert(to, "--container", "dcp", "--overwrite");
  assert.equal(replaced.code, 0, replaced.stderr);
  assert.deepEqual(tensorFilesIn(to), [".metadata", "__0_0.distcp", "notes.dat"]);
  const other = work.path("other");
  mkdirSync(other);
  writeFileSync(`${other}/index.json`, "{}");
  const refused = await convert(other, "--container", "accelerate-offload", "--overwrite");
  assert.equal(refused.code, 5);
  assert.match(refused.stderr, /index\.json"? in it belongs to no checkpoint/);
  assert.deepEqual(readdirSync(other), ["index.json"]);
});

Deno.test("convert refuses a source whose small files would be in the way of its own", async () => {
  using work = workFolder();
  const [from, to] = [work.path("from"), work.path("to")];
  copyCheckpoint(gqa, from);
  writeFileSync(`${from}/index.json`, "{}");
  const asked = ["convert", from, to, "--container", "accelerate-offload"];
  const { code, stderr } = await tensorferry(asked, { read: [from, to], write: [to] });
  assert.equal(code, 5);
  assert.match(stderr, /index\.json/);
  assert(!existsSync(to));
});

const REFUSED: readonly (readonly [said: RegExp, options: readonly string[]])[] = [
  [/Cannot write safetensors as of 2 ranks/, ["--ranks", "2"]],
  [/Cannot write accelerate-offload as of 1 ranks/, [
    "--container",
    "accelerate-offload",
    "--ranks",
    "1",
  ]],
  [/--ranks/, ["--container", "dcp", "--ranks", "0"]],
  [/as 200000 ranks/, ["--container", "dcp", "--ranks", "200000"]],
  [/shard size/, ["--container", "dcp", "--max-shard-size", "1GB"]],
  [/--container/, ["--container", "bin"]],
];
Deno.test("convert refuses what a container has not, before anything is written", async () => {
  using work = workFolder();
  const to = work.path("out");
  for (const [said, options] of REFUSED) {
    const { code, stderr } = await convert(to, ...options);
    assert.equal(code, 2, options.join(" "));
    assert.match(stderr, said);
    assert(!existsSync(to));
  }
  const toStream = await tensorferry(["convert", gqa, "-", "--container", "dcp"], { read: [gqa] });
  assert.equal(toStream.code, 2);
  assert.match(toStream.stderr, /Cannot write dcp to a stream/);
});

Deno.test("plan counts a tensor once, however many ranks have a part of it", async () => {
  const asked = ["plan", gqa, "--container", "dcp", "--ranks", "3"];
  const { stdout } = await tensorferry(asked, { read: [gqa] });
  assert.match(stdout, /^Writes +30 tensors, .* to 3 files$/m);
  assert.match(stdout, /embed_tokens\.weight +bfloat16 \[160, 64\]$/m);
  assert.doesNotMatch(stdout, /taken apart/);
  const [plan] = jsonLines(await tensorferry([...asked, "--json"], { read: [gqa] }));
  const shards = plan!["shards"] as { tensors: { name: string; part: unknown }[] }[];
  const parts = shards.map(({ tensors }) =>
    tensors.find(({ name }) => name === "model.embed_tokens.weight")!.part
  );
  assert.deepEqual(parts, [0, 54, 108].map((from) => ({ offsets: [from, 0], shape: [160, 64] })));
});

Deno.test("--state all reads the training state with the model", async () => {
  using work = workFolder();
  const total = async (...options: string[]) => {
    const outcome = await tensorferry(["inspect", dcp, "--json", ...options], { read: [dcp] });
    return (jsonLines(outcome)[0]!["totals"] as { tensors: number }).tensors;
  };
  assert.deepEqual([await total(), await total("--state", "all")], [30, 34]);
  const to = work.path("out");
  const asked = ["convert", dcp, to, "--state", "all"];
  assert.equal((await tensorferry(asked, { read: [dcp, to], write: [to] })).code, 0);
  const verified = ["verify", dcp, to];
  assert.equal((await tensorferry([...verified, "--state", "all"], { read: [dcp, to] })).code, 0);
  assert.equal((await tensorferry(verified, { read: [dcp, to] })).code, 1);
});

Deno.test("what comes on standard input is written in every container, seals included", async () => {
  using work = workFolder();
  const file = gqa.replace(/hf$/, "runtime.safetensors");
  for (
    const options of [["dcp", "--ranks", "3"], ["dcp-hf", "--ranks", "2"], ["accelerate-offload"]]
  ) {
    const to = work.path(options[0]!);
    const asked = ["convert", "-", to, "--container", ...options, "--to", "torchtitan"];
    const surroundings = { read: [to, gqa], write: [to] };
    const { code, stderr } = await piped(
      [...asked, "--config", `${gqa}/config.json`],
      Deno.readFileSync(file),
      surroundings,
    );
    assert.equal(code, 0, stderr);
    const direct = work.path(`${options[0]} of files`);
    assert.equal(
      (await convert(direct, "--container", ...options, "--to", "torchtitan")).code,
      0,
    );
    for (const name of tensorFilesIn(direct)) {
      assert.deepEqual(Deno.readFileSync(`${to}/${name}`), Deno.readFileSync(`${direct}/${name}`));
    }
  }
});
