import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { EXIT } from "@tensorferry/core";
import { concat, fuse, type Plugin, stack } from "@tensorferry/core/plugin";
import { planted, writeOwned } from "./testing/planted_plugin.ts";
import { temporaryFolder } from "./testing/temporary_folder.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const CONFIG = fileURLToPath(
  new URL("../../tests/fixtures/gemma3-vision/hf/config.json", import.meta.url),
);

/** The command with the rights that it needs, and no others. */
function prepared(folder: string, ...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-read",
      `--allow-run=${Deno.execPath()}`,
      `--allow-write=${folder}`,
      MAIN,
      ...args,
    ],
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs it to its end. */
async function run(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await prepared(folder, ...args).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("the command says what it wrote, and ends with a code for each kind of trouble", async () => {
  using work = temporaryFolder();
  const folder = work.path;
  const made = await run(folder, "synthesize", "--config", CONFIG, `${folder}/made`);
  assert.equal(made.code, EXIT.ok, made.stderr);
  assert.match(made.stdout, /^Wrote \d+ tensors, \d+ kB, in 1 file to /);

  const again = await run(folder, "synthesize", "--config", CONFIG, `${folder}/made`);
  assert.equal(again.code, EXIT.destination);
  assert.match(again.stderr, /^Cannot write /);

  await Deno.writeTextFile(`${folder}/config.json`, `{"model_type":"bert"}`);
  const bert = await run(
    folder,
    "synthesize",
    "--config",
    `${folder}/config.json`,
    `${folder}/b`,
  );
  assert.equal(bert.code, EXIT.plan);
  assert.match(bert.stderr, /no plugin serves it/);

  const wrong = await run(folder, "synthesize", "--max-shard-size", "5XB", `${folder}/c`);
  assert.equal(wrong.code, EXIT.usage);
  assert.match(wrong.stderr, /^tensorferry-harness: .*\. See tensorferry-harness --help\n$/);
});

Deno.test("the command has help for each verb", async () => {
  using work = temporaryFolder();
  const { code, stdout } = await run(work.path, "--help");
  assert.equal(code, EXIT.ok);
  for (const verb of ["synthesize", "check"]) {
    assert.match(stdout, new RegExp(`^  ${verb} +[A-Z].*\\.$`, "m"));
    const help = await run(work.path, verb, "--help");
    assert.equal(help.code, EXIT.ok);
    assert.match(help.stdout, new RegExp(`^Usage: tensorferry-harness ${verb} \\[OPTION`, "m"));
  }
});

/** Writes a plugin as the data that it is, and answers the path. */
async function writePlugin(folder: string, name: string, plugin: Partial<Plugin>): Promise<string> {
  const path = `${folder}/${name}.json`;
  await Deno.writeTextFile(path, JSON.stringify(plugin));
  return path;
}

Deno.test("check ends with a code for each kind of trouble, and names what is at fault", async () => {
  using work = temporaryFolder();
  const folder = work.path;
  const broken = await writePlugin(folder, "broken", planted({ queryBias: [] }));
  const found = await run(folder, "check", broken, "--runs", "2");
  assert.equal(found.code, EXIT.different, found.stderr);
  assert.match(
    found.stdout,
    /BROKEN {2}covered.*\n.*layout trainer\n.*tensor {2}layers\.0\.q\.bias/,
  );

  const { examples: _, ...without } = planted();
  const silent = await run(folder, "check", await writePlugin(folder, "silent", without));
  assert.equal(silent.code, EXIT.usage);
  assert.match(
    silent.stderr,
    /it has no examples\. Give it some, or a config\.json through --config/,
  );

  const none = await run(folder, "check", await writePlugin(folder, "none", { name: "none" }));
  assert.equal(none.code, EXIT.different);
  assert.match(none.stdout, /^What was given is no plugin\nBROKEN {2}form/);

  const absent = await run(folder, "check", `${folder}/absent.ts`);
  assert.equal(absent.code, EXIT.plan);
  assert.match(absent.stderr, /^Cannot use plugin .*absent\.ts/);

  const lost = await run(folder, "check", broken, "--config", `${folder}/absent.json`);
  assert.equal(lost.code, EXIT.source);
  assert.match(lost.stderr, /absent\.json/);
});

Deno.test("the first Ctrl-C ends a check, which has nothing to tidy up", async () => {
  if (Deno.build.os === "windows") return;
  using work = temporaryFolder();
  const plugin = fileURLToPath(new URL("../../plugins/gemma3/mod.ts", import.meta.url));
  const child = prepared(work.path, "check", "--runs=10000", `--config=${CONFIG}`, plugin).spawn();
  // Long enough for it to begin, and not for it to end.
  await new Promise((done) => setTimeout(done, 2000));
  child.kill("SIGINT");
  const { signal } = await child.output();
  assert.equal(signal, "SIGINT");
});

Deno.test("check compares with what an owner made", async () => {
  using work = temporaryFolder();
  const folder = work.path;
  const { hf, trainer } = writeOwned(folder);
  const expert = "layers.{layer}.experts.{expert}";
  const swapped = planted({
    gateUp: fuse(
      "blocks.{layer}.w13",
      stack("expert", concat(0, [`${expert}.up.weight`, `${expert}.gate.weight`])),
    ),
  });
  const against = ["--runs", "1", "--against", hf, trainer];
  const path = await writePlugin(folder, "swapped", swapped);
  const wrong = await run(folder, "check", path, ...against);
  assert.equal(wrong.code, EXIT.different, wrong.stderr);
  assert.match(wrong.stdout, /BROKEN {2}owner.*\n.*rule 3 of layout trainer.*\n.*blocks\.0\.w13/);

  const right = await run(
    folder,
    "check",
    await writePlugin(folder, "right", planted()),
    ...against,
  );
  assert.equal(right.code, EXIT.ok, right.stdout + right.stderr);
  assert.match(right.stdout, /kept {4}owner/);

  const alone = await run(folder, "check", path, "--against", hf);
  assert.equal(alone.code, EXIT.usage);
  assert.match(alone.stderr, /give --against A B/);
});

Deno.test("check evaluates a module without rights, and with its own when it is told to trust it", async () => {
  using work = temporaryFolder();
  const folder = work.path;
  const data = JSON.stringify(planted());
  const path = `${folder}/curious.ts`;
  await Deno.writeTextFile(path, `Deno.readTextFileSync("${path}"); export default ${data};`);
  const curious = await run(folder, "check", path, "--runs", "1");
  assert.equal(curious.code, EXIT.plan, curious.stdout);
  assert.match(curious.stderr, /^Cannot use plugin .*Requires read access.*give --trust\n$/);
  const trusted = await run(folder, "check", path, "--runs", "1", "--trust");
  assert.equal(trusted.code, EXIT.ok, trusted.stderr);
  await Deno.writeTextFile(path, `export default ${data};`);
  const modest = await run(folder, "check", path, "--runs", "1");
  assert.equal(modest.code, EXIT.ok, modest.stderr);
});
