import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  bindModel,
  declaredTensors,
  elementsOf,
  type ModelConfig,
  type Plugin,
} from "@tensorferry/core";
import { definePlugin } from "@tensorferry/core/plugin";
import { checkPlugin } from "@tensorferry/harness";
import deepseekV3 from "./plugins/deepseek_v3/plugin.ts";
import gptOss from "./plugins/gpt_oss/plugin.ts";
import mixtral from "./plugins/mixtral/plugin.ts";
import olmoe from "./plugins/olmoe/plugin.ts";
import phi3 from "./plugins/phi3/plugin.ts";
import qwen35Moe from "./plugins/qwen3_5_moe/plugin.ts";
import qwen3VlMoe from "./plugins/qwen3_vl_moe/plugin.ts";

const FOLDER = fileURLToPath(new URL("./plugins/", import.meta.url));

const PLUGINS: Readonly<Record<string, Plugin>> = {
  deepseek_v3: deepseekV3,
  gpt_oss: gptOss,
  mixtral,
  olmoe,
  phi3,
  qwen3_5_moe: qwen35Moe,
  qwen3_vl_moe: qwen3VlMoe,
};

Deno.test("every folder is a plugin, is data, and imports core's words and nothing else", () => {
  assert.deepEqual(readdirSync(FOLDER).toSorted(), Object.keys(PLUGINS));
  for (const [folder, plugin] of Object.entries(PLUGINS)) {
    assert.deepEqual(definePlugin(JSON.parse(JSON.stringify(plugin))), plugin);
    for (const file of readdirSync(`${FOLDER}${folder}`)) {
      const text = readFileSync(`${FOLDER}${folder}/${file}`, "utf8");
      const imported = [...text.matchAll(/ from "([^"]+)";/g)].map(([, specifier]) => specifier!);
      assert(imported.length > 0, file);
      for (const specifier of imported) {
        assert.match(specifier, /^(@tensorferry\/core\/plugin|\.\/\w+\.ts)$/, `${folder}/${file}`);
      }
    }
  }
});

for (const [folder, plugin] of Object.entries(PLUGINS)) {
  Deno.test(`${folder} keeps every law, and its examples bring everything about`, async () => {
    const others = Object.values(PLUGINS).filter((other) => other !== plugin);
    const { findings, unseen } = await checkPlugin(plugin, { others, runs: 5 });
    assert.deepEqual({ findings, unseen }, { findings: [], unseen: [] });
  });
}

const HARNESS = fileURLToPath(new URL("../apps/harness/main.ts", import.meta.url));

Deno.test("an example is judged where it lies outside of any workspace, without rights", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tensorferry-" });
  try {
    await Deno.copyFile(`${FOLDER}mixtral/plugin.ts`, `${folder}/plugin.ts`);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--allow-read",
        `--allow-run=${Deno.execPath()}`,
        HARNESS,
        ...["check", "plugin.ts", "--runs", "2"],
      ],
      cwd: folder,
    }).output();
    const text = new TextDecoder();
    assert.equal(code, 0, text.decode(stderr));
    assert.match(text.decode(stdout), /^Plugin mixtral 1\.0\.0 keeps the laws: 1 config given/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** How many parameters the Hub says that a model has, and the sizes of its config. */
const PARAMETERS: readonly [plugin: Plugin, parameters: number, config: ModelConfig][] = [
  [mixtral, 46_702_792_704, {
    model_type: "mixtral",
    vocab_size: 32_000,
    hidden_size: 4096,
    intermediate_size: 14_336,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    num_local_experts: 8,
  }],
  [olmoe, 6_919_161_856, {
    model_type: "olmoe",
    vocab_size: 50_304,
    hidden_size: 2048,
    intermediate_size: 1024,
    num_hidden_layers: 16,
    num_attention_heads: 16,
    num_key_value_heads: 16,
    num_experts: 64,
  }],
  [phi3, 3_821_079_552, {
    model_type: "phi3",
    vocab_size: 32_064,
    hidden_size: 3072,
    intermediate_size: 8192,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 32,
  }],
  [gptOss, 20_914_757_184, {
    model_type: "gpt_oss",
    vocab_size: 201_088,
    hidden_size: 2880,
    intermediate_size: 2880,
    num_hidden_layers: 24,
    num_attention_heads: 64,
    num_key_value_heads: 8,
    head_dim: 64,
    num_local_experts: 32,
  }],
];

for (const [plugin, parameters, config] of PARAMETERS) {
  Deno.test(`${plugin.name} declares the ${parameters} parameters of the real model`, () => {
    let declared = 0;
    for (const { shape } of declaredTensors(bindModel(plugin, config))) {
      declared += elementsOf(shape);
    }
    assert.equal(declared, parameters);
  });
}
