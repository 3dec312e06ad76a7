import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ModelConfig } from "@tensorferry/core";
import { builtIn } from "../verbs/verb.ts";
import { checkPlugin } from "./check_plugin.ts";
import { checkAgainst } from "./owners_answer.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Configs that decide each thing that a plugin's tensors depend on; transformers' answers to them are with the plugin. */
function configsOf(plugin: string): ModelConfig[] {
  const lines = readFileSync(join(ROOT, "plugins", plugin, "testing", "state_dicts.jsonl"), "utf8");
  return lines.trimEnd().split("\n").map((line) => JSON.parse(line).config);
}

for (const plugin of builtIn) {
  Deno.test(`plugin ${plugin.name} keeps every law`, async () => {
    const configs = configsOf(plugin.name);
    const others = builtIn.filter((other) => other !== plugin);
    const { findings, unseen, drawn } = await checkPlugin(plugin, { configs, others, runs: 4 });
    assert.deepEqual({ findings, unseen }, { findings: [], unseen: [] });
    assert.equal(drawn, 4 * configs.length);
  });
}

const FIXTURES: Readonly<Record<string, readonly string[]>> = {
  llama: ["llama-gqa", "llama-tied", "qwen3-dense"],
  "qwen-moe": ["qwen2-moe", "qwen3-moe"],
  gemma3: ["gemma3-text", "gemma3-vision"],
};

/** What the owner itself gets wrong, by fixture and file: what is to be said of it. */
const OWNERS_FAULTS: Readonly<Record<string, RegExp>> = {
  // OLMo-core writes one of the two norms of a layer over the other.
  "qwen3-moe/olmo-core": /input_layernorm/,
  // OLMo-core adds one to a norm in bfloat16, which rounds.
  "gemma3-text/olmo-core": /on the way back, \d+ of \d+ elements of .*norm\.weight are others/,
};

for (const plugin of builtIn) {
  for (const fixture of FIXTURES[plugin.name]!) {
    const folder = join(ROOT, "tests", "fixtures", fixture);
    for (const owner of ["runtime", "torchtitan", "olmo-core"]) {
      const file = join(folder, `${owner}.safetensors`);
      if (!existsSync(file)) continue;
      Deno.test(`plugin ${plugin.name} makes of ${fixture} what is in ${owner}`, async () => {
        const says = (await checkAgainst(plugin, join(folder, "hf"), file)).map(({ says }) => says);
        const known = OWNERS_FAULTS[`${fixture}/${owner}`];
        if (known === undefined) assert.deepEqual(says, []);
        else assert(says.length > 0 && says.every((text) => known.test(text)), says.join("\n"));
      });
    }
  }
}
