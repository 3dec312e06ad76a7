import assert from "node:assert/strict";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Checkpoint,
  openCheckpoint,
  overlay,
  planConversion,
  type Plugin,
  ShapeError,
  writeCheckpoint,
  type WriteOptions,
} from "@tensorferry/core";
import { incomingCheckpoint, streamOf, tensorsInOrder } from "@tensorferry/core/stream";
import llama from "@tensorferry/llama";
import qwenMoe from "@tensorferry/qwen-moe";
import { encodeSafetensors, safetensors, type TensorWithBytes } from "@tensorferry/safetensors";
import { containers } from "@tensorferry/torch";
import {
  assertSameTensors,
  fixturePath,
  storedTensors,
  temporaryFolder,
  type Tensors,
} from "./checkpoint_fixture.ts";
import { hfFixture, jsonLines, tensorferry } from "./cli_fixture.ts";

const plugins: readonly Plugin[] = [llama, qwenMoe];
const moe = hfFixture("qwen3-moe");

function byte(name: string, value: number, shape: readonly number[] = [1]): TensorWithBytes {
  const bytes = new Uint8Array(shape.reduce((a, b) => a * b, 1)).fill(value);
  return { name, dtype: "uint8", shape, bytes };
}

function write(folder: string, tensors: Iterable<TensorWithBytes>, files: readonly string[] = []) {
  mkdirSync(folder);
  writeFileSync(join(folder, "model.safetensors"), encodeSafetensors([...tensors]));
  for (const file of files) writeFileSync(join(folder, file), `{"from": "${file} of ${folder}"}`);
}

function open(path: string): Promise<Checkpoint> {
  return openCheckpoint(path, { containers: containers() });
}

async function overlaid(base: string, ...over: string[]): Promise<Checkpoint> {
  const [first, ...others] = await Promise.all([base, ...over].map(open));
  try {
    return overlay(first!, others, plugins);
  } catch (error) {
    for (const one of [first!, ...others]) one.close();
    throw error;
  }
}

/** Writes checkpoints as one, and answers its tensors. */
async function merged(to: string, base: string, ...over: string[]): Promise<Tensors> {
  const checkpoint = await overlaid(base, ...over);
  try {
    const plan = planConversion(checkpoint, { plugins, container: safetensors });
    await writeCheckpoint(plan, checkpoint, to, { container: safetensors, sync: false });
  } finally {
    checkpoint.close();
  }
  return await storedTensors(to);
}

/** A folder for checkpoints. */
function work() {
  const folder = temporaryFolder();
  return {
    path: (name: string) => join(folder.path, name),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

Deno.test("the last tensor of a name counts, and names that the base lacks are added", async () => {
  using folder = work();
  const { path } = folder;
  write(path("a"), [byte("w", 1), byte("x", 1), byte("y", 1)], ["tokenizer.json"]);
  write(path("b"), [byte("x", 2), byte("y", 2)], ["config.json", "tokenizer.json", "vocab.json"]);
  write(path("c"), [byte("y", 3), byte("z", 3)], ["config.json"]);
  const tensors = await merged(path("to"), path("a"), path("b"), path("c"));
  assert.deepEqual(
    [...tensors.values()].map(({ name, bytes }) => [name, bytes[0]]).toSorted(),
    [["w", 1], ["x", 2], ["y", 3], ["z", 3]],
  );
  const text = (name: string) => Deno.readTextFileSync(join(path("to"), name));
  assert.match(text("config.json"), /config.json of .*c"/);
  assert.match(text("tokenizer.json"), /tokenizer.json of .*a"/);
  assert(!existsSync(join(path("to"), "vocab.json")));
});

Deno.test("a checkpoint of several names its sources apart, what stays behind, and what is of another dtype", async () => {
  using folder = work();
  const { path } = folder;
  write(path("a"), [byte("x", 1), byte("y", 1)], ["config.json", "tokenizer.json"]);
  write(path("b"), [{ ...byte("x", 2), dtype: "int8" }], ["vocab.json", "tokenizer.json"]);
  const checkpoint = await overlaid(path("a"), path("b"));
  const { sources, warnings } = planConversion(checkpoint, { plugins: [] });
  assert.deepEqual(
    sources.map(({ name }) => name),
    ["model.safetensors", "../b/model.safetensors"],
  );
  assert.match(warnings[0]!, /b has 1 tensors of another dtype .*"x" \(int8 for uint8\)$/);
  assert.deepEqual(checkpoint.leftBehind, [join(path("b"), "vocab.json")]);
  assert.deepEqual(checkpoint.config, {
    from: `config.json of ${path("a")}`,
  });
  checkpoint.close();
  for (const source of checkpoint.sources) {
    assert.throws(() => source.read(0, new Uint8Array(1)), /it was closed/);
  }
});

Deno.test("overlay() of nothing is the checkpoint itself", async () => {
  const checkpoint = await open(moe);
  assert.equal(overlay(checkpoint, []), checkpoint);
  checkpoint.close();
});

Deno.test("a tensor of another shape is refused, and so is a stream", async () => {
  using folder = work();
  const { path } = folder;
  write(path("a"), [byte("x", 1)]);
  write(path("b"), [byte("x", 2, [2])]);
  const [a, b] = [await open(path("a")), await open(path("b"))];
  assert.throws(() => overlay(a, [b]), (error) => {
    assert(error instanceof ShapeError);
    assert.equal(error.tensor, "x");
    return /"x" of .*b in its place: it has shape \[2\], and .* \[1\]/.test(error.message);
  });
  const spec = { name: "x", dtype: "uint8", shape: [1] } as const;
  const stream = incomingCheckpoint(
    tensorsInOrder(streamOf("pipe", (async function* () {})()), [spec]),
    { container: safetensors },
  );
  assert.throws(() => overlay(a, [stream]), /Cannot lay pipe over/);
  assert.throws(() => overlay(stream, [a]), /Cannot lay pipe over/);
  for (const one of [a, b, stream]) one.close();
});

Deno.test("fused experts take the place of single ones, and single ones together that of fused ones", async () => {
  using folder = work();
  const { path } = folder;
  const hf = await storedTensors(moe);
  const runtime = await storedTensors(fixturePath("fixtures", "qwen3-moe", "runtime.safetensors"));
  const changed = (tensors: Tensors, isChanged: (name: string) => boolean) =>
    [...tensors.values()].filter(({ name }) => isChanged(name))
      .map((tensor) => ({ ...tensor, bytes: tensor.bytes.map((byte) => byte ^ 1) }));
  const inLayer = (name: string) => name.startsWith("model.layers.2.mlp.experts.");
  // As transformers 5 offloads what it has fused: a file for each tensor, and no index (`offload_weight`, 5.18).
  mkdirSync(path("fused"));
  for (const tensor of changed(runtime, inLayer)) {
    const file = join(path("fused"), `${tensor.name}.safetensors`);
    writeFileSync(file, encodeSafetensors([tensor]));
  }
  write(path("single"), changed(hf, inLayer));
  const [fused, single] = [path("fused"), path("single")];
  const expected = (tensors: Tensors) =>
    new Map([
      ...tensors,
      ...changed(tensors, inLayer).map((tensor) => [tensor.name, tensor] as const),
    ]);

  assertSameTensors(await merged(path("1"), moe, fused), expected(hf));
  const offloaded = fixturePath("fixtures", "qwen3-moe", "offload");
  assertSameTensors(await merged(path("2"), offloaded, single), expected(runtime));
  write(path("one"), [hf.get("model.layers.2.mlp.experts.3.up_proj.weight")!]);
  await assert.rejects(merged(path("3"), offloaded, path("one")), /source lacks "model.layers.2/);
  assert(!existsSync(path("3")));
});

Deno.test("nothing is written into, around or beside what is laid over", async () => {
  using folder = work();
  const { path } = folder;
  write(path("a"), [byte("x", 1)]);
  mkdirSync(path("outer"));
  write(path("outer/b"), [byte("x", 2)]);
  for (const to of ["outer/b", "outer/b/c", "outer"]) {
    await assert.rejects(merged(path(to), path("a"), path("outer/b")), /source .*b/);
  }
});

Deno.test("a stopped conversion goes on only where what was laid over is still the same", async () => {
  using folder = work();
  const { path } = folder;
  write(path("a"), [byte("x", 1), byte("y", 1)]);
  write(path("b"), [byte("y", 2)]);
  const convert = async (options: WriteOptions = {}) => {
    const checkpoint = await overlaid(path("a"), path("b"));
    try {
      const plan = planConversion(checkpoint, { plugins, maxShardSize: 1 });
      return await writeCheckpoint(plan, checkpoint, path("to"), { sync: false, ...options });
    } finally {
      checkpoint.close();
    }
  };
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error("stopped"));
  await assert.rejects(convert({ signal: controller.signal, onProgress }), /stopped/);
  const file = join(path("b"), "model.safetensors");
  const { mtime } = Deno.statSync(file);
  utimesSync(file, 1, 1);
  await assert.rejects(
    convert(),
    /source has changed, .*b\/model\.safetensors has been written to/,
  );
  utimesSync(file, mtime!, mtime!);
  const { found } = await convert();
  assert(found > 0);
  const tensors = await storedTensors(path("to"));
  assert.deepEqual(["x", "y"].map((name) => tensors.get(name)!.bytes[0]), [1, 2]);
});

Deno.test("convert, plan, inspect and verify take --overlay, with the grants that their help names", async () => {
  using folder = work();
  const { path } = folder;
  const norm = (await storedTensors(moe)).get("model.norm.weight")!;
  write(path("b"), [{ ...norm, bytes: norm.bytes.map((byte) => byte ^ 1) }]);
  const over = ["--overlay", path("b")];
  const read = [moe, path("b")];
  const converted = await tensorferry(
    ["convert", moe, path("to"), ...over, "--to", "transformers"],
    { read: [...read, path("to")], write: [path("to")] },
  );
  assert.equal(converted.code, 0, converted.stderr);
  const grants = { read: [...read, path("to")] };
  const verify = (...args: string[]) => tensorferry(["verify", moe, path("to"), ...args], grants);
  assert.equal((await verify(...over)).code, 0);
  assert.equal((await verify()).code, 1);

  const [inspected] = jsonLines(await tensorferry(["inspect", moe, ...over, "--json"], { read }));
  const files = inspected!["files"] as { file: string; tensors: number }[];
  assert.equal(files.length, 6);
  assert.deepEqual(files.map(({ tensors }) => tensors).reduce((a, b) => a + b), 104);
  assert.match(files[5]!.file, /b\/model\.safetensors$/);
  const planned = await tensorferry(["plan", moe, ...over], { read });
  assert.match(planned.stdout, /^Reads +672 kB from 6 files$/m);
});

Deno.test("--overlay is refused for streams, for a checkpoint alone, and without the right to read it", async () => {
  using folder = work();
  const { path } = folder;
  write(path("b"), [byte("x", 2)]);
  const read = [moe, path("b")];
  const refused: readonly (readonly [args: string[], said: RegExp])[] = [
    [["plan", "-", "--overlay", path("b")], /Cannot lay a stream over/],
    [["inspect", moe, "--overlay", "-"], /Cannot lay a stream over/],
    [["verify", moe, "--overlay", path("b")], /held against its checksums/],
    [["plan", moe, "--overlay", path("no")], /--allow-read=.*no/],
  ];
  for (const [args, said] of refused) {
    const { code, stderr } = await tensorferry(args, { read });
    assert.equal(code, 2, stderr);
    assert.match(stderr, said);
  }
});
