import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkFolder, type Notice, openCheckpoint } from "@tensorferry/core";
import { safetensors } from "@tensorferry/safetensors";
import { containers } from "@tensorferry/torch";
import { workFolder } from "../cli_fixture.ts";
import { contentsOf } from "../folder_fixture.ts";
import { assertMade, type Conversion, convert, SOURCE } from "./crash_fixture.ts";

const MAIN = fileURLToPath(new URL("../../apps/cli/main.ts", import.meta.url));
const TO_FOUR: Conversion = { to: "transformers", maxShardSize: 100e3 };
const TO_ONE: Conversion = { to: "transformers", maxShardSize: 1e9 };
const STAGING = ".tensorferry-staging";
const IS_LINUX = Deno.build.os === "linux";

/** Runs the command with the least grants, behind another command. */
async function tensorferry(before: string[], args: string[], write: string) {
  const command = [
    ...before,
    Deno.execPath(),
    "run",
    "--no-prompt",
    "--no-check",
    "--no-code-cache",
    `--allow-read=${SOURCE},${write}`,
    `--allow-write=${write}`,
    MAIN,
    ...args,
  ];
  const { code, stdout, stderr } = await new Deno.Command(command[0]!, { args: command.slice(1) })
    .output();
  return { code, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("a second conversion into a folder is refused while the first runs, and does no harm", async () => {
  using work = workFolder();
  const to = work.path("to");
  let second: Promise<unknown> | undefined;
  await convert(to, TO_ONE, {
    onProgress: () => {
      second ??= assert.rejects(
        convert(to, TO_FOUR, { restart: true }),
        /another conversion is writing it/,
      );
    },
  });
  assert(second !== undefined);
  await second;
  await convert(work.path("made"), TO_ONE);
  assertMade(to, contentsOf(work.path("made")));
});

Deno.test("a source that changes while it is read is noticed, and nothing is committed", async () => {
  const changes: [(file: string) => void, RegExp][] = [
    [(file) => Deno.utimeSync(file, 1, 1), /replaced or written to|has been written to/],
    // Whichever comes first: the read that falls short, or the look at the end.
    [(file) => Deno.truncateSync(file, 100), /had \d+ bytes|it ends after \d+ of them/],
    [(file) => Deno.removeSync(file), /is gone/],
  ];
  for (const [change, says] of changes) {
    for (const file of ["model-00001-of-00003.safetensors", "generation_config.json"]) {
      using work = workFolder();
      const [source, to] = [work.path("source"), work.path("to")];
      cpSync(SOURCE, source, { recursive: true });
      let isChanged = false;
      const onProgress = () => {
        if (!isChanged) change(join(source, file));
        isChanged = true;
      };
      await assert.rejects(convert(to, { ...TO_FOUR, source }, { onProgress }), says);
      assert(!existsSync(to), `${file} ${says}`);
    }
  }
});

Deno.test("another source or other arguments are told apart, and --restart begins anew", async () => {
  using work = workFolder();
  const [source, to] = [work.path("source"), work.path("to")];
  cpSync(SOURCE, source, { recursive: true });
  const stop = new AbortController();
  const stopped = { signal: stop.signal, onProgress: () => stop.abort() };
  await assert.rejects(convert(to, { ...TO_FOUR, source }, stopped));
  assert(existsSync(join(to, STAGING)));
  await assert.rejects(convert(to, { ...TO_ONE, source }), /it was of other arguments/);
  Deno.utimeSync(join(source, "config.json"), 1, 1);
  await assert.rejects(
    convert(to, { ...TO_FOUR, source }),
    /the source has changed, config\.json has been written to.*--restart/,
  );
  await convert(to, { ...TO_FOUR, source }, { restart: true });
  await convert(work.path("made"), TO_FOUR);
  assertMade(to, contentsOf(work.path("made")));
});

Deno.test("a conversion that did not wait for the disk trusts no file that a power cut may have emptied", async () => {
  using work = workFolder();
  const to = work.path("to");
  const stop = new AbortController();
  const stopped = { signal: stop.signal, sync: false, onProgress: () => stop.abort() };
  await assert.rejects(convert(to, TO_FOUR, stopped));
  const [first] = readdirSync(join(to, STAGING)).filter((file) => file.endsWith("tensors"));
  const path = join(to, STAGING, first!);
  writeFileSync(path, new Uint8Array(readFileSync(path).length));
  const notices: Notice[] = [];
  await convert(to, TO_FOUR, { onNotice: (notice) => notices.push(notice) });
  assert(notices.some((notice) => notice.kind === "resumed" && notice.finished > 0));
  await convert(work.path("made"), TO_FOUR);
  assertMade(to, contentsOf(work.path("made")));
});

Deno.test("--verify notices what reads back as something else than was written", async () => {
  using work = workFolder();
  const to = work.path("to");
  await convert(to, TO_ONE, { verify: true });
  const before = contentsOf(to);
  const { openSync } = Deno;
  let isFlipped = false;
  Deno.openSync = (path, options) => {
    if (String(path).endsWith(`${STAGING}/model.safetensors`) && !options?.write) {
      const { mtime } = Deno.statSync(path);
      {
        using file = openSync(path, { write: true });
        file.seekSync(-1, Deno.SeekMode.End);
        file.writeSync(Uint8Array.of(0xa5));
      }
      // As a disk does it, which tells nobody.
      Deno.utimeSync(path, mtime!, mtime!);
      isFlipped = true;
    }
    return openSync(path, options);
  };
  try {
    await assert.rejects(
      convert(to, TO_ONE, { verify: true }),
      /Cannot trust what was written to .*model\.safetensors: tensor "\S+", at byte \d+, its bytes have CRC-32/,
    );
  } finally {
    Deno.openSync = openSync;
  }
  assert(isFlipped);
  assertMade(to, before);
});

Deno.test("a folder is held against its manifest alone: tensors, headers, files that lack, files too many", async () => {
  using work = workFolder();
  const to = work.path("to");
  await convert(to, TO_FOUR);
  const check = async () => (await checkFolder(to, { containers: containers() })).faults;
  assert.deepEqual(await check(), []);
  const file = "model-00002-of-00004.safetensors";
  const bytes = readFileSync(join(to, file));
  const flipped = (at: number) => {
    const copy = new Uint8Array(bytes);
    copy[at]! ^= 1;
    writeFileSync(join(to, file), copy);
  };
  const { manifest: { files } } = await checkFolder(to, { containers: [] });
  const tensors = files.find(({ name }) => name === file)!.tensors;
  for (const { name, position } of tensors) {
    flipped(position + 1);
    const [fault, ...others] = await check();
    assert.deepEqual(others, []);
    assert.equal(fault!.file, file);
    assert.equal(fault!.tensor, name);
    assert.equal(fault!.position, position);
    assert.match(fault!.why, /its bytes have CRC-32 [0-9a-f]{8}, and had [0-9a-f]{8}/);
  }
  flipped(20);
  assert.match((await check())[0]!.why, /its header or what else is between them is not/);
  writeFileSync(join(to, file), bytes.subarray(1));
  assert.match((await check())[0]!.why, /it has \d+ bytes, and had \d+/);
  Deno.removeSync(join(to, file));
  assert.match((await check())[0]!.why, /not there/);
  writeFileSync(join(to, file), bytes);
  writeFileSync(join(to, "model-00009-of-00009.safetensors"), "");
  const [stale] = await check();
  assert.equal(stale!.file, "model-00009-of-00009.safetensors");
});

Deno.test("the manifest of a source is no companion, and the destination has its own", async () => {
  using work = workFolder();
  const [first, second] = [work.path("first"), work.path("second")];
  await convert(first, TO_FOUR);
  await convert(second, { to: "hf", source: first, maxShardSize: 1e9 });
  const { manifest } = await checkFolder(second, { containers: containers() });
  assert.equal(manifest.to, "hf");
  assert(manifest.sources.every(({ name }) => /^model-0000\d-of-00004\.safetensors$/.test(name)));
  assert(!manifest.files.some(({ name }) => name === "tensorferry.json"));
});

Deno.test({
  name: "small files that lead out of the source are left behind, but for the cache of the Hub",
  ignore: Deno.build.os === "windows",
  async fn() {
    using work = workFolder();
    const [hub, secret] = [work.path("hub"), work.path("id_rsa")];
    const revision = join(hub, "snapshots", "1234");
    cpSync(SOURCE, revision, { recursive: true });
    Deno.mkdirSync(join(hub, "blobs"));
    writeFileSync(secret, "secret");
    writeFileSync(join(hub, "blobs", "abcd"), "tokens");
    symlinkSync("../../blobs/abcd", join(revision, "tokenizer.json"));
    symlinkSync(secret, join(revision, "LICENSE"));
    new Deno.Command("mkfifo", { args: [join(revision, "README.md")] }).outputSync();
    const checkpoint = await openCheckpoint(revision, { containers: [safetensors] });
    checkpoint.close();
    assert(checkpoint.companions.includes("tokenizer.json"));
    assert.deepEqual(checkpoint.leftBehind, ["LICENSE", "README.md"]);
    await convert(work.path("to"), { ...TO_ONE, source: revision });
    assert.equal(readFileSync(join(work.path("to"), "tokenizer.json"), "utf8"), "tokens");
    Deno.removeSync(join(revision, "config.json"));
    symlinkSync(secret, join(revision, "config.json"));
    await assert.rejects(
      openCheckpoint(revision, { containers: [safetensors] }),
      /is a link to .*id_rsa, which lies elsewhere/,
    );
  },
});

Deno.test({
  name: "a file beyond what the system allows is an error that says so, and nothing is left",
  ignore: !IS_LINUX,
  async fn() {
    using work = workFolder();
    const to = work.path("to");
    const asked = ["convert", SOURCE, to, "--to", "transformers"];
    const { code, said } = await tensorferry(["prlimit", "--fsize=200000"], asked, to);
    assert.equal(code, 5, said);
    assert.match(
      said,
      /model\.safetensors: for tensor "\S+", File too large .*, writing \d+ bytes at/,
    );
    assert(!existsSync(to));
  },
});

Deno.test({
  name: "a full disk is found beforehand where Deno may tell, and survived where not",
  ignore: !IS_LINUX,
  async fn(t) {
    using work = workFolder();
    const disk = work.path("disk");
    Deno.mkdirSync(disk);
    const mount = (...args: string[]) => new Deno.Command("mount", { args }).outputSync().success;
    const isMounted = mount("-t", "tmpfs", "-o", "size=256k", "tmpfs", disk);
    await t.step({
      name: "on a disk of 256 KiB",
      ignore: !isMounted,
      async fn() {
        const to = join(disk, "to");
        await assert.rejects(
          convert(to, TO_FOUR),
          /\d+ bytes are to be written, and there is room for \d+\. Make room for/,
        );
        assert(!existsSync(to));
        const asked = ["convert", SOURCE, to, "--to", "transformers", "--max-shard-size", "100kB"];
        const { code, said } = await tensorferry([], asked, to);
        assert.equal(code, 5, said);
        assert.match(said, /No space left on device .*, writing \d+ bytes at \d+/);
        assert.match(said, /Not known beforehand: whether there is room/);
        assert.match(said, /Kept \d of 4 files/);
        assert.deepEqual(readdirSync(to), [STAGING]);
        assert(mount("-o", "remount,size=2m", disk));
        const again = await tensorferry([], asked, to);
        assert.equal(again.code, 0, again.said);
        assert.match(
          again.said,
          /Going on where a conversion was stopped: \d of 4 files are there/,
        );
        assert.equal((await tensorferry([], ["verify", to], dirname(to))).code, 0);
      },
    });
    if (isMounted) new Deno.Command("umount", { args: [disk] }).outputSync();
  },
});
