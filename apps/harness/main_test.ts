import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { EXIT } from "@tensorferry/core";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const CONFIG = fileURLToPath(
  new URL("../../tests/fixtures/gemma3-vision/hf/config.json", import.meta.url),
);

/** Runs the command with the rights that it needs, and no others. */
async function run(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", `--allow-write=${folder}`, MAIN, ...args],
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("the command says what it wrote, and ends with a code for each kind of trouble", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tensorferry-" });
  try {
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
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
