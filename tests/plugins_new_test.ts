/**
 * The project that `plugins new` lays out, used as its author would.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jsonLines } from "./cli_fixture.ts";
import { deno, edit, pluginUser } from "./plugins_fixture.ts";

const CLONE = fileURLToPath(new URL("../", import.meta.url));
const FILES = ["README.md", "deno.json", "mod.ts", "mod_test.ts"];

Deno.test("a new project passes its own checks, and is a plugin that can be used and added", async () => {
  using user = pluginUser();
  // The packages that stand in for those of JSR lie in the clone.
  const rights = { read: [user.project, CLONE, join(user.store, "..")] };
  const said = await user.ok(["plugins", "new", "my_moe"], rights);
  assert.equal(
    said,
    "Laid out mod.ts, mod_test.ts, deno.json, README.md in my_moe\nNext: cd my_moe && deno task check\n",
  );
  const folder = user.path("my_moe");
  assert.deepEqual(readdirSync(folder).toSorted(), FILES);
  const manifest = JSON.parse(readFileSync(join(folder, "deno.json"), "utf8"));
  assert.equal(manifest.name, "@you/tensorferry-my-moe");
  assert.deepEqual(Object.keys(manifest.imports), ["@tensorferry/core", "@tensorferry/harness"]);
  const imported = readFileSync(join(folder, "mod.ts"), "utf8").match(/ from "(.*)"/g);
  assert.deepEqual(imported, [' from "@tensorferry/core/plugin"']);

  // With the versions that `deno install` has put into Deno's cache, nothing is downloaded.
  const { workspace: _, ...lock } = JSON.parse(readFileSync(join(CLONE, "deno.lock"), "utf8"));
  writeFileSync(join(folder, "deno.lock"), JSON.stringify(lock));
  const steps: [args: string[], says: RegExp][] = [
    [["fmt", "--check", ...FILES], /Checked 4 files/],
    [["lint", "mod.ts", "mod_test.ts"], /Checked 2 files/],
    [["check", "mod.ts", "mod_test.ts"], /^Check /m],
    [["test", "--no-check"], /1 passed \| 0 failed/],
    [["task", "check", "--runs", "5"], /^Plugin my_moe 0\.1\.0 keeps the laws: 1 config given/m],
    [["publish", "--dry-run", "--allow-dirty"], /Success/],
  ];
  for (const [args, says] of steps) {
    const { code, said } = await deno(folder, ...args);
    assert.equal(code, 0, said);
    assert.match(said, says);
  }

  await user.ok(["plugins", "add", "my_moe/mod.ts"]);
  assert.match(await user.ok(["plugins"]), /^my_moe +0\.1\.0 +my_moe +hf, transformers +user$/m);
  const [info] = jsonLines({ stdout: await user.ok(["plugins", "info", "my_moe", "--json"]) });
  assert.equal((info!["layouts"] as unknown[]).length, 2);

  edit(
    join(folder, "mod.ts"),
    "up_proj.weight`]: { shape: [inner, hidden]",
    "up_proj.weight`]: { shape: [hidden, inner]",
  );
  const broken = await deno(folder, "test", "--no-check");
  assert.equal(broken.code, 1);
  assert.match(broken.said, /does not fit/);
});

Deno.test("a new project goes into a folder that is named, and over nothing", async () => {
  using user = pluginUser();
  const rights = { read: [user.project, CLONE] };
  const folder = user.path("a/b");
  await user.ok(["plugins", "new", "my-moe", "a/b", "--json"], rights);
  assert.deepEqual(readdirSync(folder).toSorted(), FILES);
  const text = readFileSync(join(folder, "mod.ts"), "utf8");
  const again = await user.fails(5, ["plugins", "new", "other", "a/b"], rights);
  assert.match(again, /Cannot write a\/b: mod\.ts, .* would be written over\. Give another folder/);
  assert.equal(readFileSync(join(folder, "mod.ts"), "utf8"), text);

  mkdirSync(user.path("c"));
  writeFileSync(user.path("c/README.md"), "mine");
  await user.fails(5, ["plugins", "new", "other", "c"], rights);
  assert.deepEqual(readdirSync(user.path("c")), ["README.md"]);
  for (const name of ["../up", "Up", "9", "a b"]) {
    assert.match(await user.fails(2, ["plugins", "new", name], rights), /Cannot name a plugin "/);
  }
  assert.match(
    await user.fails(2, ["plugins", "new", "qwen3"], rights),
    /plugin llama, which serves/,
  );
  assert(!existsSync(user.path("qwen3")));
});
