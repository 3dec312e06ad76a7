import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const DOC_LINT = fileURLToPath(new URL("./doc_lint.ts", import.meta.url));

/** A module that shows a type which it keeps to itself. */
const HIDING = "type Hidden = 1;\n/** A. */\nexport interface A {\n  hidden: Hidden;\n}\n";

/** Lints `entry` beside a mod.ts of this text and a dependency, and answers the exit code and what was said. */
async function lint(source: string, entry = "mod.ts"): Promise<{ code: number; said: string }> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/mod.ts`, source);
    await Deno.mkdir(`${folder}/node_modules`);
    await Deno.writeTextFile(`${folder}/node_modules/theirs.ts`, HIDING);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-read", "--allow-run", DOC_LINT, entry],
      cwd: folder,
    }).output();
    return { code, said: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("doc_lint leaves a field to its name and type", async () => {
  const { code, said } = await lint("/** A point. */\nexport interface Point {\n  x: number;\n}\n");
  assert.equal(said, "");
  assert.equal(code, 0);
});

Deno.test("doc_lint refuses an export without documentation", async () => {
  const { code, said } = await lint("/** A. */\nexport const a: 1 = 1;\nexport const b: 2 = 2;\n");
  assert.match(said, /missing-jsdoc.*\n.*mod\.ts:3:/);
  assert.equal(code, 1);
});

Deno.test("doc_lint refuses a private type in the open", async () => {
  const { code, said } = await lint(HIDING);
  assert.match(said, /private-type-ref/);
  assert.equal(code, 1);
});

Deno.test("doc_lint leaves a type of a dependency to its author, and wants it in the open", async () => {
  const shown = `/** B. */\nexport interface B {\n  a: A;\n}\n`;
  const open = `export type { A } from "./node_modules/theirs.ts";\n`;
  const own = `import type { A } from "./node_modules/theirs.ts";\n${shown}`;
  assert.deepEqual(await lint(open + own), { code: 0, said: "" });
  const { code, said } = await lint(own);
  assert.match(said, /private-type-ref.*'A'/);
  assert.equal(code, 1);
});

Deno.test("doc_lint fails where there is nothing to document", async () => {
  const { code, said } = await lint("", "absent.ts");
  assert.match(said, /Cannot lint the documentation of absent\.ts/);
  assert.equal(code, 1);
});
