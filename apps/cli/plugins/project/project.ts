/**
 * The project of a new plugin.
 *
 * @module
 */
import manifest from "../../deno.json" with { type: "json" };
import { ruleFile } from "./rule_file.ts";

/** The files of a project by their names, in the order in which a reader wants them. */
export function projectFiles(name: string, links: readonly string[]): ReadonlyMap<string, string> {
  return new Map([
    ["mod.ts", ruleFile(name)],
    ["mod_test.ts", TEST],
    ["deno.json", manifestFile(name, links)],
    ["README.md", readme(name, links.length > 0)],
  ]);
}

/** Version of Tensorferry's packages that a project is made for. */
const RANGE = `^${manifest.version}`;

const TEST = `import { checkPlugin } from "@tensorferry/harness";
import assert from "node:assert/strict";
import plugin from "./mod.ts";

Deno.test("the plugin keeps every law", async () => {
  const { findings, unseen } = await checkPlugin(plugin);
  assert.deepEqual({ findings, unseen }, { findings: [], unseen: [] });
});
`;

/** The name of the package; JSR knows no underscores. */
function packageName(name: string): string {
  return `@you/tensorferry-${name.replaceAll("_", "-")}`;
}

function manifestFile(name: string, links: readonly string[]): string {
  const project = {
    name: packageName(name),
    version: "0.1.0",
    license: "Apache-2.0",
    exports: "./mod.ts",
    imports: {
      "@tensorferry/core": `jsr:@tensorferry/core@${RANGE}`,
      "@tensorferry/harness": `jsr:@tensorferry/harness@${RANGE}`,
    },
    tasks: {
      test: "deno test",
      check: "deno run --allow-read --allow-run=deno @tensorferry/harness/main check mod.ts",
    },
    publish: { exclude: ["mod_test.ts"] },
    ...(links.length > 0 && { links }),
  };
  return `${JSON.stringify(project, null, 2)}\n`;
}

const LINKED = `
The \`links\` in \`deno.json\` lead to the clone of Tensorferry that laid this out.
Take them away to go by the published packages.
`;

function readme(name: string, isLinked: boolean): string {
  return `# ${name} for Tensorferry

A plugin: the tensors of ${name}, and how its layouts make each other. It is
data, so whoever uses it runs none of its code.

\`\`\`sh
deno task test    # its laws, as a test
deno task check   # the same, with a report
deno task check --against HF OWNERS   # beside what the owner of a layout wrote
\`\`\`

Use it as it is here, or install it:

\`\`\`sh
tensorferry plan MODEL --to transformers --plugin ./mod.ts
tensorferry plugins add ./mod.ts
\`\`\`

Publish it, once \`@you\` in \`deno.json\` is your scope:

\`\`\`sh
deno publish
tensorferry plugins add jsr:${packageName(name)}
\`\`\`
${isLinked ? LINKED : ""}`;
}
