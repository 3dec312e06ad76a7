import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import plugin from "./plugin.ts";

/** The rules that `source` breaks when it is the text of the file at `path`. */
function broken(path: string, source: string): string[] {
  const filename = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return Deno.lint.runPlugin(plugin, filename, source).map(({ id }) => id.replace("tree/", ""));
}

Deno.test("dependency-direction lets arrows point to core only", () => {
  const cases: [path: string, imported: string, allowed: boolean][] = [
    ["packages/core/plan.ts", "@tensorferry/llama", false],
    ["packages/safetensors/reader.ts", "@tensorferry/core", true],
    ["packages/safetensors/reader.ts", "@tensorferry/core/io", true],
    ["packages/safetensors/reader.ts", "@tensorferry/gemma3", false],
    ["plugins/llama/rules.ts", "@tensorferry/core", true],
    ["plugins/llama/rules.ts", "jsr:@tensorferry/gemma3@^0.1.0", false],
    ["plugins/llama/rules_test.ts", "@tensorferry/harness", false],
    ["apps/cli/main.ts", "@tensorferry/llama", true],
    ["tests/round_trip_test.ts", "@tensorferry/safetensors", true],
    ["plugins/llama/rules.ts", "fast-check", true],
  ];
  for (const [path, imported, allowed] of cases) {
    const found = broken(path, `import "${imported}";`).includes("dependency-direction");
    assert.equal(found, !allowed, `${path} importing ${imported}`);
  }
});

Deno.test("dependency-direction sees every way of importing", () => {
  const name = `"@tensorferry/llama"`;
  for (
    const source of [
      `import { llama } from ${name};`,
      `import type { Llama } from ${name};`,
      `export * from ${name};`,
      `export { llama } from ${name};`,
      `const plugin = await import(${name});`,
      `type Plugin = import(${name}).Plugin;`,
    ]
  ) {
    assert(
      broken("packages/safetensors/reader.ts", source).includes("dependency-direction"),
      source,
    );
  }
});

Deno.test("declared-dependencies asks for what deno.json does not import", () => {
  assert.deepEqual(broken("plugins/llama/rules.ts", `import "@tensorferry/core";`), []);
  assert.deepEqual(broken("apps/cli/laws.ts", `import "@tensorferry/harness";`), [
    "declared-dependencies",
  ]);
});

Deno.test("member-borders refuses a path into another member", () => {
  const rule = ["member-borders"];
  assert.deepEqual(broken("plugins/llama/rules.ts", `import "../gemma3/mod.ts";`), rule);
  assert.deepEqual(broken("tests/e2e/a_test.ts", `import "../../apps/cli/main.ts";`), rule);
  assert.deepEqual(broken("tests/e2e/a_test.ts", `import "../files.ts";`), []);
  assert.deepEqual(broken("packages/core/io/a.ts", `import "../dtype.ts";`), []);
});

Deno.test("core-vocabulary refuses names and strings, not comments", () => {
  const rule = ["core-vocabulary"];
  assert.deepEqual(broken("packages/core/plan.ts", "const qwenExperts = 1;"), rule);
  assert.deepEqual(broken("packages/core/plan.ts", `const file = "model.safetensors";`), rule);
  assert.deepEqual(broken("packages/core/plan.ts", "const file = `${1}.safetensors`;"), rule);
  assert.deepEqual(broken("packages/core/plan.ts", "// as safetensors does\nconst a = 1;"), []);
  assert.deepEqual(broken("packages/core/plan_test.ts", `const family = "llama";`), []);
  assert.deepEqual(broken("plugins/llama/rules.ts", `const family = "llama";`), []);
});

Deno.test("reexports-only refuses code in mod.ts", () => {
  const rule = ["reexports-only"];
  assert.deepEqual(broken("packages/core/mod.ts", `export * from "./dtype.ts";`), []);
  assert.deepEqual(broken("plugins/llama/mod.ts", `export { default } from "./llama.ts";`), []);
  assert.deepEqual(broken("packages/core/mod.ts", "export const a = 1;"), rule);
  assert.deepEqual(broken("packages/core/mod.ts", "export default 1;"), rule);
  assert.deepEqual(broken("packages/core/dtype.ts", "export const a = 1;"), []);
});
