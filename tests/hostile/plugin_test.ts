/**
 * Plugins of strangers, given to the real command with the grants that its help asks for.
 *
 * @module
 */
import { EXIT } from "@tensorferry/core";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, tensorferry, workFolder, writeNamed } from "../cli_fixture.ts";

/** A checkpoint of one tensor, a plugin for it, and what the command makes of them. */
async function convert(
  plugin: string,
  container: string,
): Promise<Outcome & { readonly files: readonly string[]; readonly written: readonly string[] }> {
  using work = workFolder();
  const source = work.path("source");
  writeNamed(source, ["embed.weight"]);
  writeFileSync(join(source, "config.json"), `{"model_type":"small"}`);
  mkdirSync(work.path("plugin"));
  writeFileSync(work.path("plugin/plugin.js"), plugin);
  const outcome = await tensorferry(
    ["convert", source, work.path("made"), "--to", "other", "--container", container]
      .concat(["--plugin", work.path("plugin/plugin.js")]),
    { read: [work.path("")], write: [work.path("")], run: true },
  );
  return {
    ...outcome,
    files: readdirSync(work.path("")).toSorted(),
    written: existsSync(work.path("made")) ? readdirSync(work.path("made")).toSorted() : [],
  };
}

/** A plugin whose layout `other` calls its tensor so. */
function renaming(name: string): string {
  return `export default ${
    JSON.stringify({
      name: "small",
      version: "1.0.0",
      serves: { model_type: ["small"] },
      variables: {},
      tensors: { "embed.weight": { shape: [2] } },
      layouts: { other: { description: "", rules: [{ layout: name, hf: "embed.weight" }] } },
    })
  };`;
}

Deno.test("a name of a plugin becomes the name of a file where it can be one", async () => {
  const { code, stderr, written } = await convert(renaming("x.weight"), "accelerate-offload");
  assert.equal(code, EXIT.ok, stderr);
  assert.deepEqual(written, ["config.json", "index.json", "tensorferry.json", "x.weight.dat"]);
});

const ONE_LINE = /^tensorferry: Cannot .*\n$/;

const ESCAPING = [
  ["an absolute path", "/tmp/tensorferry-escaped"],
  ["a path", "a/b"],
  ["a folder above", "../escaped"],
  ["a folder above, far in", "a/../../../escaped"],
  ["a folder above, as Windows has it", "..\\escaped"],
  ["a drive", "C:\\escaped"],
  ["an end before its end", "escaped\0"],
  ["half of a character", "escaped\ud800"],
  ["more than a file system takes", "x".repeat(1000)],
];

for (const [what, name] of ESCAPING) {
  Deno.test(`a name of a plugin does not escape as a file: ${what}`, async () => {
    const { code, stderr, files, written } = await convert(renaming(name!), "accelerate-offload");
    assert([EXIT.plan, EXIT.destination].some((expected) => expected === code), stderr);
    assert.match(stderr, ONE_LINE);
    assert.deepEqual(files, ["plugin", "source"]);
    assert.deepEqual(written, []);
    assert(!existsSync("/tmp/tensorferry-escaped.dat"));
  });
}

Deno.test("a name of a plugin never reaches a terminal raw", async () => {
  const { code, stdout, stderr } = await convert(renaming("\x1b[2J\u202e"), "safetensors");
  assert.equal(code, EXIT.ok, stderr);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(stdout + stderr, /[\x1b\u202e]/);
  const { stderr: refused } = await convert(renaming("\x1b[2J/"), "accelerate-offload");
  assert.match(refused, /\\u001b\[2J/);
});

const CONTAINED: readonly [what: string, said: RegExp, plugin: string][] = [
  [
    "reads files",
    /Requires read access to "\/etc\/passwd"/,
    `Deno.readTextFileSync("/etc/passwd");`,
  ],
  [
    "reads files as modules",
    /which is not in its own folder/,
    `
    export { default } from "/etc/passwd" with { type: "text" };`,
  ],
  ["opens sockets", /Requires net access/, `await Deno.connect({ port: 80 });`],
  ["reads the environment", /Requires env access/, `Deno.env.toObject();`],
  [
    "never ends",
    /did not give its data within 10 s, and was stopped/,
    "await new Promise(() => {});",
  ],
  [
    "fills the heap",
    /took more than 268 MB of memory, and was stopped/,
    `
    const all = []; for (;;) all.push(new Array(1000).fill(1));`,
  ],
  [
    "fills buffers",
    /took more than 268 MB of memory, and was stopped/,
    `
    const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1));`,
  ],
  [
    "gives a cycle",
    /nested deeper than 64, or refers to itself/,
    `
    const all = []; all.push(all); export default all;`,
  ],
  [
    "gives gigabytes",
    /its data and what it printed take more than 4\.19 MB, and was stopped/,
    `
    export default new Array(20).fill("x".repeat(1e8));`,
  ],
  [
    "pollutes prototypes",
    /reserved key __proto__/,
    `
    export default JSON.parse('{"__proto__": {"code": 0}}');`,
  ],
  [
    "counts without an end",
    /1e\+?15|1000000000000000/,
    renaming("x").replace('"variables":{}', '"variables":{"i":1e15}'),
  ],
];

for (const [what, said, plugin] of CONTAINED) {
  Deno.test(`a plugin is contained that ${what}`, async () => {
    const { code, stderr, files } = await convert(plugin, "safetensors");
    assert.equal(code, EXIT.plan, stderr);
    assert.match(stderr, said);
    assert.match(stderr, ONE_LINE);
    assert.deepEqual(files, ["plugin", "source"]);
  });
}
