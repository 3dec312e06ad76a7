import assert from "node:assert/strict";
import { tensorferry } from "./cli_fixture.ts";

const VERBS = ["inspect", "plan", "convert", "verify", "layouts", "plugins"];
const VERBS_OF_PLUGINS = ["list", "info", "add", "remove", "new"];

Deno.test("--help lists every verb, and each has help of its own, without any grant", async () => {
  const { code, stdout } = await tensorferry(["--help"]);
  assert.equal(code, 0);
  for (const verb of VERBS) assert.match(stdout, new RegExp(`^  ${verb} +[A-Z].*\\.$`, "m"));
  for (const verb of [...VERBS, ...VERBS_OF_PLUGINS.map((verb) => `plugins ${verb}`)]) {
    const help = await tensorferry([...verb.split(" "), "--help"]);
    assert.equal(help.code, 0);
    assert.match(help.stdout, new RegExp(`^Usage: tensorferry ${verb} \\[OPTION\\.\\.\\.\\]`, "m"));
    assert.match(help.stdout, new RegExp(`^Examples:\n  tensorferry ${verb}`, "m"));
    assert.match(help.stdout, /^Needs from Deno: (nothing|--allow-)/m);
  }
});

Deno.test("--help of convert names every option", async () => {
  const { stdout } = await tensorferry(["convert", "--help"]);
  for (
    const option of [
      "--to LAYOUT",
      "--from LAYOUT",
      "--container NAME",
      "--ranks N",
      "--state STATE",
      "--max-shard-size SIZE",
      "--dtype DTYPE",
      "--include GLOB",
      "--exclude GLOB",
      "--memory SIZE",
      "--config FILE",
      "--overlay SRC",
      "--exact",
      "--plugin PLUGIN",
      "--trust",
      "--dry-run",
      "--overwrite",
      "--restart",
      "--verify",
      "--threads N",
      "--no-sync",
      "--json",
    ]
  ) assert(stdout.includes(`  ${option} `), option);
  assert(stdout.includes("(choices: keep, float32, bfloat16, float16)"));
});

Deno.test("--version is that of the package", async () => {
  const manifest = await Deno.readTextFile(new URL("../apps/cli/deno.json", import.meta.url));
  assert.equal((await tensorferry(["--version"])).stdout.trim(), JSON.parse(manifest).version);
});

Deno.test("completion has a script for five shells", async () => {
  for (const shell of ["bash", "zsh", "fish", "nu", "pwsh"]) {
    const { code, stdout } = await tensorferry(["completion", shell]);
    assert.equal(code, 0);
    assert.match(stdout, /tensorferry/);
  }
});

Deno.test("completion knows verbs, layouts, dtypes and architectures", async () => {
  const cases: [words: string[], offered: string[]][] = [
    [["p"], ["plan", "plugins"]],
    [["convert", "a", "b", "--to", "t"], ["transformers", "torchtitan"]],
    [["plan", "a", "--dtype", "b"], ["bfloat16"]],
    [["plan", "a", "--container", "d"], ["dcp", "dcp-hf"]],
    [["layouts", "--model-type", "qwen3"], ["qwen3", "qwen3_moe"]],
    [["plugins", "r"], ["remove"]],
    [["plugins", "info", "g"], ["__FILES__", "gemma3"]],
  ];
  for (const [words, offered] of cases) {
    const { stdout } = await tensorferry(["completion", "bash", ...words]);
    assert.deepEqual(stdout.split(/\s+/).filter(Boolean), offered);
  }
});
