import assert from "node:assert/strict";
import { dependencyTable } from "./dependency_table.ts";
import { fileLength } from "./file_length.ts";
import { folderSize } from "./folder_size.ts";
import { machineTraces } from "./machine_traces.ts";
import { publishedMembers } from "./published_members.ts";
import type { Check } from "./tree.ts";

/** What `check` says of a tree of these files, a line each. */
function said(check: Check, files: Record<string, string>): string[] {
  return [...check(new Map(Object.entries(files)))]
    .map(({ path, line, message, warning }) =>
      `${warning ? "warning: " : ""}${path}${line ? `:${line}` : ""}: ${message}`
    );
}

Deno.test("fileLength() warns past 250 lines and fails at 300, for sources only", () => {
  const long = (lines: number) => "x\n".repeat(lines);
  assert.deepEqual(said(fileLength, { "a.ts": long(250), "b_test.ts": long(999) }), []);
  assert.deepEqual(said(fileLength, { "a.ts": long(251) }), [
    "warning: a.ts: 251 lines, probably two ideas: split it",
  ]);
  assert.deepEqual(said(fileLength, { "a.ts": long(300) }), [
    "a.ts: 300 lines, probably two ideas: split it",
  ]);
});

Deno.test("folderSize() counts the sources right in a folder", () => {
  const files = (count: number, ending: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`core/${i}${ending}`, ""]));
  const nested = { "core/io/a.ts": "" };
  assert.deepEqual(
    said(folderSize, { ...files(12, ".ts"), ...files(9, "_test.ts"), ...nested }),
    [],
  );
  assert.deepEqual(said(folderSize, files(13, ".ts")), [
    "core: 13 source files, more than 12: find the concepts",
  ]);
});

Deno.test("machineTraces() finds the paths and registries of a machine", () => {
  const home = "/home" + "/ada/models";
  const registry = "registry" + ".npmjs.org";
  assert.deepEqual(said(machineTraces, { "a.md": `one\nsee ${home}\n` }), [
    `a.md:2: ${home} is the path of a machine`,
  ]);
  assert.deepEqual(said(machineTraces, { "deno.lock": `"https://${registry}/nx"` }), [
    `deno.lock:1: ${registry} is the host of a package registry`,
  ]);
  assert.deepEqual(
    said(machineTraces, { "a.md": "apps/work/now, ./root/x, $HOME/home/ada/x" }),
    [],
  );
});

Deno.test("publishedMembers() asks each member for what JSR needs", () => {
  const root = JSON.stringify({ workspace: ["./packages/core", "./tests"] });
  const core = {
    name: "@tensorferry/core",
    version: "0.1.0",
    license: "Apache-2.0",
    exports: "./mod.ts",
  };
  const files = { "deno.json": root, "packages/core/deno.json": JSON.stringify(core) };
  assert.deepEqual(said(publishedMembers, { ...files, "tests/deno.json": "{}" }), []);
  assert.deepEqual(said(publishedMembers, { "deno.json": root, "packages/core/deno.json": "{}" }), [
    `packages/core/deno.json: "name" is undefined, which cannot be published`,
    `packages/core/deno.json: "version" is undefined, which cannot be published`,
    `packages/core/deno.json: "license" is undefined, which cannot be published`,
    `packages/core/deno.json: "exports" is undefined, which cannot be published`,
  ]);
  assert.deepEqual(said(publishedMembers, { ...files, "tools/deno.json": "{}" }), [
    `tools/deno.json: tools is not under "workspace" of the root deno.json`,
  ]);
});

Deno.test("dependencyTable() wants a row for every npm package", () => {
  const imports = {
    stricli: "npm:@stricli/core@1.3.0",
    "@tensorferry/core": "jsr:@tensorferry/core@^0.1.0",
  };
  const manifest = { "apps/cli/deno.json": JSON.stringify({ imports }) };
  const row = "| [`@stricli/core`](https://example.org) | parses the command line |";
  assert.deepEqual(said(dependencyTable, { ...manifest, "README.md": row }), []);
  assert.deepEqual(said(dependencyTable, { ...manifest, "README.md": "| `@stricli/core-x` | |" }), [
    "apps/cli/deno.json: @stricli/core has no row in the README's table of dependencies",
  ]);
  assert.deepEqual(said(dependencyTable, manifest), ["README.md: is missing"]);
});
