import assert from "node:assert/strict";
import { evaluatePlugin } from "./evaluate_plugin.ts";
import { importPlugin } from "./import_plugin.ts";
import { locatePlugin } from "./locate_plugin.ts";
import { evaluateModule } from "./testing/evaluate_module.ts";
import { moduleText, pluginText } from "./testing/small_plugin.ts";

const PLUGINS = [
  ...["gemma3", "llama", "qwen-moe"].map((name) => `plugins/${name}/mod.ts`),
  ...["deepseek_v3", "gpt_oss", "mixtral", "olmoe", "phi3", "qwen3_5_moe", "qwen3_vl_moe"]
    .map((name) => `examples/plugins/${name}/plugin.ts`),
];

for (const path of PLUGINS) {
  // Where modules are served from memory, Deno waits for more of it as long as the process lasts.
  const name = `evaluatePlugin() gives the same data as an import does: ${path}`;
  Deno.test(name, { sanitizeOps: false }, async () => {
    const url = new URL(`../../${path}`, import.meta.url).href;
    const located = await locatePlugin(url);
    const evaluated = await evaluatePlugin(located);
    assert.deepEqual(evaluated, (await import(url)).default);
    assert.deepEqual(await importPlugin(located), evaluated);
    assert(Object.isFrozen(evaluated.tensors));
  });
}

Deno.test("evaluatePlugin() takes enums, types without a mark, cycles of modules, JSON, text and late imports", async () => {
  const plugin = await evaluateModule(
    `import { definePlugin, Plugin } from "@tensorferry/core/plugin";
    import data from "./data.json" with { type: "json" };
    import text from "./text.txt" with { type: "text" };
    import { later } from "./other.ts";
    export enum Size { one = 1, two }
    export const self = () => ({ size: Size.two });
    const { late } = await import("./late.ts");
    console.log("what a plugin prints is not in its data");
    const own: Plugin = definePlugin(${
      pluginText("examples: [{ model_type: 'small', data, text, late, ...later() }],")
    });
    export default own as Plugin;`,
    {},
    {
      "data.json": `{"deep":[1,{"n":null}]}`,
      "text.txt": "a text\u2028with 💾",
      "late.ts": "export const late: number = 3;",
      "other.ts": `import { self } from "./plugin.ts"; export const later = () => self();`,
    },
  );
  assert.deepEqual(plugin.examples, [{
    model_type: "small",
    data: { deep: [1, { n: null }] },
    text: "a text\u2028with 💾",
    late: 3,
    size: 2,
  }]);
});

Deno.test("evaluatePlugin() gives a plugin the core of its host, by whatever name it asks for it", async () => {
  for (
    const name of [
      "@tensorferry/core",
      "jsr:@tensorferry/core@^9.0.0",
      "npm:@tensorferry/core@1",
      "own",
    ]
  ) {
    const text =
      moduleText().replace("@tensorferry/core/plugin", name === "own" ? name : `${name}/plugin`) +
      (name === "own" ? "" : `import { EXIT } from "${name}"; if (EXIT.plan !== 4) throw 1;`);
    const files = { "deno.json": `{"imports":{"own":"jsr:@tensorferry/core@^9.0.0/plugin"}}` };
    assert.equal((await evaluateModule(text, {}, files)).name, "small");
  }
});

Deno.test("evaluatePlugin() evaluates what was located, also when the file has changed since", async () => {
  const folder = await Deno.makeTempDir({ prefix: "tensorferry-" });
  try {
    await Deno.writeTextFile(`${folder}/plugin.ts`, moduleText());
    const located = await locatePlugin(`${folder}/plugin.ts`);
    await Deno.writeTextFile(`${folder}/plugin.ts`, "throw new Error('another')");
    assert.equal((await evaluatePlugin(located)).name, "small");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
