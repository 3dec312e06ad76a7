import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { copyCheckpoint, hfFixture, jsonLines, tensorferry, workFolder } from "./cli_fixture.ts";

const moe = hfFixture("qwen3-moe");
const gqa = hfFixture("llama-gqa");

/** Asserts that each of these lines is in a text, in this order, other lines between them. */
function assertLines(text: string, ...wanted: (string | RegExp)[]): void {
  const lines = text.split("\n");
  let from = 0;
  for (const line of wanted) {
    const at = lines.findIndex((found, i) =>
      i >= from && (typeof line === "string" ? found === line : line.test(found))
    );
    assert(at >= 0, `no ${line} from line ${from + 1} on in:\n${text}`);
    from = at + 1;
  }
}

Deno.test("inspect shows architecture, files, kinds of tensors, and a folded tree", async () => {
  const { code, stdout, stderr } = await tensorferry(["inspect", moe], { read: [moe] });
  assert.equal(stderr, "");
  assert.equal(code, 0);
  assertLines(
    stdout,
    moe,
    "Container     safetensors, 5 files, 683 kB",
    "Architecture  qwen3_moe, by plugin qwen-moe 0.1.0",
    "Layout        hf, convertible to transformers, torchtitan, olmo-core",
    "Tensors       104 with 336,000 parameters, 672 kB",
    "Goes along    config.json, generation_config.json",
    "FILE                              TENSORS    SIZE",
    "model-00001-of-00005.safetensors       21  153 kB",
    "bfloat16  [48, 64]        48     147,456   295 kB",
    /^│ {2}├─ \{0\.\.2\}$/,
    /^│ {2}│ {5}├─ k_norm\.weight +bfloat16 \[32\] +×3$/,
    /^│ {2}├─ \{0,2\}\.mlp$/,
    /^│ {2}│ {2}├─ experts\.\{0\.\.11\}$/,
    /gate_proj\.weight +bfloat16 \[48, 64\] +×24$/,
    /^│ {2}└─ 1\.mlp$/,
  );
});

Deno.test("inspect --json lists every tensor with its file", async () => {
  const [found] = jsonLines(await tensorferry(["inspect", moe, "--json"], { read: [moe] }));
  assert.deepEqual(found!["totals"], { tensors: 104, parameters: 336_000, bytes: 672_000 });
  const tensors = found!["tensors"] as { name: string }[];
  assert.equal(tensors.length, 104);
  assert.deepEqual(tensors[0], {
    name: "lm_head.weight",
    dtype: "bfloat16",
    shape: [160, 64],
    bytes: 20480,
    files: ["model-00001-of-00005.safetensors"],
  });
});

Deno.test("plan shows fusions, and --json is the plan itself", async () => {
  const ask = ["plan", moe, "--to", "transformers", "--memory", "1MiB"];
  const text = await tensorferry(ask, { read: [moe] });
  assertLines(
    text.stdout,
    "qwen3_moe, hf to transformers (plugin qwen-moe 0.1.0), safetensors",
    "Reads   672 kB from 5 files",
    "Writes  36 tensors, 676 kB to 1 file",
    /^Memory {2}buffers of 1 MiB; \d+ KiB would do$/,
    "Fusion  72 tensors put together to 4 tensors",
    /^│ {2}│ {2}│ {2}└─ gate_up_proj +bfloat16 \[12, 96, 64\] of 24 tensors +×2$/,
  );
  const [plan] = jsonLines(await tensorferry([...ask, "--json"], { read: [moe] }));
  assert.equal(plan!["version"], 1);
  assert.equal(plan!["to"], "transformers");
  assert.equal((plan!["sources"] as unknown[]).length, 5);
});

Deno.test("plan names what cannot be led back exactly, unless --exact is asked for", async () => {
  const source = hfFixture("gemma3-text");
  const ask = ["plan", source, "--to", "olmo-core"];
  const lossy = await tensorferry(ask, { read: [source] });
  assertLines(lossy.stdout, /^Lossy {3}19 tensors, adding 1 in bfloat16 rounds: /);
  const exact = await tensorferry([...ask, "--exact"], { read: [source] });
  assert.equal(exact.code, 0);
  assert(!exact.stdout.includes("Lossy"));
});

Deno.test("convert and verify go there and back, each with the least of grants", async () => {
  using work = workFolder();
  const [fused, titan, back] = ["fused", "titan", "back"].map(work.path) as [
    string,
    string,
    string,
  ];
  const way = [[moe, fused, "transformers"], [fused, titan, "torchtitan"], [titan, back, "hf"]];
  for (const [from, to, layout] of way as [string, string, string][]) {
    const converted = await tensorferry(
      ["convert", from, to, "--to", layout, "--max-shard-size", "200kB"],
      { read: [from, to], write: [to] },
    );
    assert.equal(converted.code, 0, converted.stderr);
    assertLines(converted.stdout, /^Wrote \d+ tensors, \d+ kB in \d+ files, to /);
    assert(existsSync(`${to}/generation_config.json`));
    const verified = await tensorferry(["verify", moe, to], { read: [moe, to] });
    assert.equal(verified.code, 0, verified.stdout + verified.stderr);
    assert.match(
      verified.stdout,
      /^Same, bit for bit: 104 tensors, 672 kB, compared in layout hf$/m,
    );
  }
});

Deno.test("convert --json tells of plan, progress and end, an object a line", async () => {
  using work = workFolder();
  const to = work.path("out");
  const asked = ["convert", gqa, to, "--dtype", "bfloat16", "--json"];
  const events = jsonLines(await tensorferry(asked, { read: [gqa, to], write: [to] }));
  assert.equal(events[0]!["event"], "plan");
  assert.equal(events.at(-1)!["event"], "done");
  assert.deepEqual(events.at(-1)!["files"], ["model.safetensors"]);
});

Deno.test("convert says what does not go along", async () => {
  using work = workFolder();
  const [from, to] = [work.path("from"), work.path("to")];
  copyCheckpoint(gqa, from);
  mkdirSync(`${from}/original`);
  writeFileSync(`${from}/pytorch_model.bin`, "");
  const { code, stdout } = await tensorferry(["convert", from, to], {
    read: [from, to],
    write: [to],
  });
  assert.equal(code, 0);
  assertLines(stdout, "Stays behind  original, pytorch_model.bin");
  assert(!existsSync(`${to}/original`));
});

for (const container of ["bin", "bin-legacy", "dcp", "dcp-hf", "offload"]) {
  Deno.test(`convert reads ${container}, and verify finds the same in what it wrote`, async () => {
    using work = workFolder();
    const [from, to] = [moe.replace(/hf$/, container), work.path("out")];
    const read = [from, to, moe];
    const asked = ["convert", from, to, "--to", "hf", "--config", `${moe}/config.json`];
    const { code, stderr } = await tensorferry(asked, { read, write: [to] });
    assert.equal(code, 0, stderr);
    assert.equal((await tensorferry(["verify", moe, to], { read })).code, 0);
  });
}

Deno.test("convert --dry-run shows the plan, or why DST cannot be written, and writes nothing", async () => {
  using work = workFolder();
  const to = work.path("out");
  const asked = ["convert", gqa, to, "--to", "torchtitan", "--dry-run"];
  const { code, stdout } = await tensorferry(asked, { read: [gqa, to] });
  assert.equal(code, 0);
  assertLines(stdout, "llama, hf to torchtitan (plugin llama 0.1.0), safetensors");
  assert(!existsSync(to));
  const into = ["convert", gqa, `${gqa}/sub`, "--dry-run"];
  assert.equal((await tensorferry(into, { read: [gqa] })).code, 5);
});

Deno.test("convert leaves out and takes in what globs name", async () => {
  const asked = ["plan", gqa, "--include", "*.layers.0.*", "--exclude", "*norm*", "--json"];
  const [plan] = jsonLines(await tensorferry(asked, { read: [gqa] }));
  const names = (plan!["shards"] as { tensors: { name: string }[] }[])
    .flatMap(({ tensors }) => tensors.map(({ name }) => name));
  assert(names.length > 0);
  for (const name of names) assert.match(name, /layers\.0\..*proj/);
});

Deno.test("convert replaces a checkpoint only with --overwrite, and wholly", async () => {
  using work = workFolder();
  const to = work.path("out");
  const grants = { read: [gqa, to], write: [to] };
  await tensorferry(["convert", gqa, to, "--max-shard-size", "50kB"], grants);
  const before = readdirSync(to);
  assert(before.length > 4);
  const refused = await tensorferry(["convert", gqa, to], grants);
  assert.equal(refused.code, 5);
  assert.match(refused.stderr, /--overwrite/);
  assert.deepEqual(readdirSync(to), before);
  const replaced = await tensorferry(["convert", gqa, to, "--overwrite"], grants);
  assert.equal(replaced.code, 0, replaced.stderr);
  assert.deepEqual(readdirSync(to).toSorted(), [
    "config.json",
    "generation_config.json",
    "model.safetensors",
    "tensorferry.json",
  ]);
});

Deno.test("verbs take paths from where they are started", async () => {
  const { code, stdout } = await tensorferry(["inspect", "hf"], {
    read: ["hf"],
    cwd: dirname(gqa),
  });
  assert.equal(code, 0);
  assertLines(stdout, gqa, /^Container {5}safetensors, 3 files, \d+ kB$/);
});

Deno.test("layouts and plugins list what there is, without any grant", async () => {
  const layouts = await tensorferry(["layouts"]);
  assertLines(
    layouts.stdout,
    /^LAYOUT +MODEL TYPES +PLUGIN +DESCRIPTION$/,
    /^torchtitan +llama, qwen3 +llama /,
    /^transformers +qwen2_moe, qwen3_moe +qwen-moe /,
  );
  const [ofLlama] = jsonLines(await tensorferry(["layouts", "--model-type", "llama", "--json"]));
  const names = (ofLlama as unknown as { layout: string }[]).map(({ layout }) => layout);
  assert.deepEqual(names, ["hf", "transformers", "torchtitan", "olmo-core"]);
  const plugins = await tensorferry(["plugins"]);
  assertLines(plugins.stdout, /^qwen-moe +0\.1\.0 +qwen2_moe, qwen3_moe +hf, /);
});
