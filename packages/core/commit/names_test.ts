import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { checkNames } from "./names.ts";

/** Tries names in a folder, whose file system may take `.LOCK` for `.lock`. */
function tryNames(files: string[], there: string[] = [], old: string[] = [], ignoresCase = false) {
  using folder = temporaryFolder();
  const staging = join(folder.path, "staging");
  mkdirSync(staging);
  if (ignoresCase) writeFileSync(join(staging, ".LOCK"), "");
  for (const file of there) writeFileSync(join(folder.path, file), "");
  checkNames(folder.path, staging, { files, there, old });
  assert.equal(Array.from(Deno.readDirSync(staging)).length, ignoresCase ? 1 : 0);
}

Deno.test("checkNames() finds two files of one name, also where case is ignored", () => {
  assert.throws(() => tryNames(["a", "b", "a"]), /two files, a and a, are to have one name/);
  tryNames(["README.md", "readme.md"]);
  assert.throws(
    () => tryNames(["README.md", "readme.md"], [], [], true),
    /two files, README\.md and readme\.md, are to have one name/,
  );
});

Deno.test("checkNames() finds what is in the way, and not what is replaced", () => {
  tryNames(["a"], ["a", "b"], ["a"]);
  assert.throws(() => tryNames(["a"], ["a", "b"], ["b"]), /a in it belongs to no checkpoint/);
  tryNames(["a"], ["A"]);
  assert.throws(() => tryNames(["a"], ["A"], [], true), /A in it belongs to no checkpoint/);
});

Deno.test("checkNames() refuses names that the file system does not take, or that lead elsewhere", () => {
  assert.throws(() => tryNames(["a", "x".repeat(300)]), /has 300 bytes: .*shorter path/);
  assert.throws(() => tryNames(["../a"]), /"\.\.\/a" is no name of a file/);
});
