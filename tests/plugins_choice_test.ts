/**
 * Which of several plugins is used.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { jsonLines } from "./cli_fixture.ts";
import { exampleModule, pluginUser, tinyUser, writeModel, writePlugin } from "./plugins_fixture.ts";

const PLAN = ["plan", "model", "--to", "hf"];

Deno.test("two plugins for one architecture are an error that names both, until one is chosen", async () => {
  using user = tinyUser();
  await user.ok(["plugins", "add", "one.ts"]);
  assert.match(await user.ok(PLAN), /plugin one 1\.0\.0/);
  const added = await user.ok(["plugins", "add", "two.ts"]);
  assert.match(added, /^Served by one 1\.0\.0 \(installed for you from .*\) too: choose with/m);
  const said = await user.fails(4, PLAN);
  assert.match(
    said,
    /Cannot choose between the plugins one 1\.0\.0 \(installed for you from file:/,
  );
  assert.match(said, / and two 2\.0\.0 \(installed for you from file:.*two\.ts\): all serve/);
  assert.match(said, /model_type tiny\. Choose with --plugin one or --plugin two$/m);
  assert.match(await user.ok([...PLAN, "--plugin", "two"]), /plugin two 2\.0\.0/);
  assert.match(await user.ok(["inspect", "model"]), /^Layout +unknown: Cannot choose between/m);
  for (
    const verb of [["inspect", "model"], ["convert", "model", "out"], ["verify", "model", "out"]]
  ) {
    await user.ok([...verb, "--plugin", "one"]);
  }
  assert.match(
    await user.fails(2, [...PLAN, "--plugin", "three"]),
    /Cannot find plugin three: there/,
  );
  const other = await user.fails(4, [...PLAN, "--plugin", "llama"]);
  assert.match(
    other,
    /no plugin serves it; those given with --plugin serve llama, .*Leave --plugin/,
  );
});

Deno.test("an installed plugin for a built-in architecture does not take its place unasked", async () => {
  using user = pluginUser();
  writeModel(user.path("model"), "llama");
  writePlugin(user.path("mine.ts"), "mine", "1.0.0", "llama");
  const added = await user.ok(["plugins", "add", "mine.ts"]);
  assert.match(added, /^Served by llama 0\.1\.0 \(built in\) too/m);
  const said = await user.fails(4, PLAN);
  assert.match(
    said,
    /llama 0\.1\.0 \(built in\) and mine 1\.0\.0 .*--plugin llama or --plugin mine$/m,
  );
  assert.match(await user.ok([...PLAN, "--plugin", "mine"]), /plugin mine 1\.0\.0/);
});

Deno.test("--plugin takes code for one run, and leaves nothing behind", async () => {
  using user = tinyUser();
  assert.match(await user.ok([...PLAN, "--plugin", "./one.ts"]), /plugin one 1\.0\.0/);
  const module = exampleModule("mixtral");
  const layouts = await user.ok(["layouts", "--plugin", module]);
  assert.match(layouts, /^transformers +mixtral +mixtral +transformers 5/m);
  assert.doesNotMatch(layouts, /llama/);
  assert(!existsSync(user.store));
  const both = await user.fails(4, [...PLAN, "--plugin", "./one.ts", "--plugin", "./two.ts"]);
  assert.match(
    both,
    /one 1\.0\.0 \(given as file:.*two 2\.0\.0 \(given as .*Give only one of them$/m,
  );
  assert.match(await user.fails(4, [...PLAN, "--plugin", "./gone.ts"]), /gone\.ts/);
  const [plan] = jsonLines({ stdout: await user.ok([...PLAN, "--plugin", "./one.ts", "--json"]) });
  const { integrity } = plan!["plugin"] as { integrity: string };
  await user.ok(["plugins", "add", "one.ts"]);
  const [later] = jsonLines({ stdout: await user.ok([...PLAN, "--json"]) });
  assert.deepEqual(later!["plugin"], { name: "one", version: "1.0.0", integrity });
});

Deno.test("verify looks for no plugin but the one that it is given", async () => {
  using user = tinyUser();
  await user.ok(["plugins", "add", "two.ts"]);
  await user.ok(["convert", "model", "out"]);
  writeFileSync(join(user.store, "plugins.json"), "{");
  const verify = ["verify", "model", "out"];
  await user.ok([...verify, "--plugin", "./one.ts"]);
  assert.match(await user.fails(4, verify), /which says what plugins are installed/);
});

Deno.test("layouts says of a plugin that was asked for why it cannot be used, and nothing else", async () => {
  using user = tinyUser();
  await user.ok(["plugins", "add", "one.ts"]);
  const folder = join(user.store, "plugins");
  appendFileSync(join(folder, readdirSync(folder)[0]!), " ");
  const said = await user.fails(4, ["layouts", "--plugin", "one"]);
  assert.match(said, /^tensorferry: Cannot use plugin one: .* is not what was installed.*\n$/);
  const others = await user.run(["layouts"]);
  assert.equal(others.code, 0);
  assert.match(others.stderr, /Cannot use plugin one/);
  assert.match(others.stdout, /llama/);
});

Deno.test("a project's plugins are those of whoever works in it, wherever it lies", async () => {
  using user = tinyUser();
  assert.match(
    await user.ok(["plugins", "add", "./one.ts", "--local"]),
    /^Added one 1\.0\.0 to this/,
  );
  assert(!existsSync(user.store));
  const index = user.path(".tensorferry/plugins.json");
  const text = readFileSync(index, "utf8");
  assert.match(text, /"specifier": "\.\/one\.ts"/);
  assert(!text.includes(user.project));
  assert.match(await user.ok(["plugins"]), /^one +1\.0\.0 +tiny +hf +project$/m);

  const elsewhere = join(dirname(user.project), "elsewhere");
  renameSync(user.project, elsewhere);
  const moved = { cwd: elsewhere, read: [elsewhere], write: [elsewhere], run: false };
  assert.match(await user.ok(PLAN, moved), /plugin one 1\.0\.0/);
  appendFileSync(join(elsewhere, "one.ts"), "\n");
  assert.match(await user.fails(4, PLAN, moved), /plugins add file:.*one\.ts --local$/m);
  const wrong = await user.fails(2, ["plugins", "remove", "one"], {
    ...moved,
    read: [elsewhere, user.store],
    write: [user.store],
  });
  assert.match(wrong, /it is one of the project in the working directory\. Give --local/);
  await user.ok(["plugins", "remove", "one", "--local"], moved);
  assert.doesNotMatch(await user.ok(["plugins"], moved), /one/);
});

Deno.test("one plugin in both stores is one, and two of a name are told apart by whose they are", async () => {
  using user = tinyUser();
  await user.ok(["plugins", "add", "one.ts"]);
  await user.ok(["plugins", "add", "one.ts", "--local"]);
  assert.match(await user.ok(PLAN), /plugin one 1\.0\.0/);
  writePlugin(user.path("other.ts"), "one", "3.0.0", "tiny");
  await user.ok(["plugins", "remove", "one", "--local"]);
  await user.ok(["plugins", "add", "other.ts", "--local"]);
  for (const args of [PLAN, [...PLAN, "--plugin", "one"]]) {
    const said = await user.fails(4, args);
    assert.match(
      said,
      /one 1\.0\.0 \(installed for you .* and one 3\.0\.0 \(installed in this project/,
    );
    assert.match(said, /Choose with --plugin user:one or --plugin project:one$/m);
  }
  assert.match(await user.ok([...PLAN, "--plugin", "user:one"]), /plugin one 1\.0\.0/);
  assert.match(await user.ok([...PLAN, "--plugin", "project:one"]), /plugin one 3\.0\.0/);
  const infos = await user.ok(["plugins", "info", "one"]);
  assert.deepEqual(infos.match(/^one \S+$/gm), ["one 1.0.0", "one 3.0.0"]);
});
