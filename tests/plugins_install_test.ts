/**
 * Plugins of others, installed: what a user sees from `plugins add` to a conversion, and what is refused.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { jsonLines } from "./cli_fixture.ts";
import {
  edit,
  installedData,
  pluginUser,
  synthesizeExample,
  writePlugin,
} from "./plugins_fixture.ts";

Deno.test("a plugin is added from a path, and converts its architecture without starting anything", async () => {
  using user = pluginUser();
  const added = await user.ok(["plugins", "add", "mixtral.ts"]);
  assert.match(added, /^Added mixtral 1\.0\.0\nServes {5}mixtral\nLayouts {4}hf, transformers\n/);
  const [hf, owners, fused] = ["hf", "owners", "fused"].map(user.path);
  const plugin = installedData(user.store);
  await synthesizeExample(plugin, hf!, "hf");
  await synthesizeExample(plugin, owners!, "transformers");

  const later = { run: false };
  assert.match(
    await user.ok(["inspect", "hf"], later),
    /^Architecture {2}mixtral, by plugin mixtral 1\.0\.0$/m,
  );
  await user.ok(["convert", "hf", "fused", "--to", "transformers"], later);
  assert.match(await user.ok(["verify", "owners", "fused"], later), /^Same, bit for bit/);
  assert.match(await user.ok(["verify", "hf", "fused"], later), /^Same, bit for bit/);
  const manifest = JSON.parse(readFileSync(join(fused!, "tensorferry.json"), "utf8"));
  const [info] = jsonLines({ stdout: await user.ok(["plugins", "info", "mixtral", "--json"]) });
  assert.deepEqual(manifest.plugin, {
    name: "mixtral",
    version: "1.0.0",
    integrity: info!["data"],
  });
});

Deno.test("list, info and remove tell of what is installed", async () => {
  using user = pluginUser();
  const specifier = pathToFileURL(user.code).href;
  const [added] = jsonLines({
    stdout: await user.ok(["plugins", "add", "./mixtral.ts", "--json"]),
  });
  assert.equal(added!["event"], "added");
  assert.equal(added!["specifier"], specifier);
  assert.match(String(added!["integrity"]), /^sha256-[A-Za-z0-9+/]{43}=$/);

  const later = { run: false };
  for (const asked of [["plugins"], ["plugins", "list"]]) {
    const listed = await user.ok(asked, later);
    assert.match(listed, /^llama +0\.1\.0 .* built-in$/m);
    assert.match(listed, /^mixtral +1\.0\.0 +mixtral +hf, transformers +user$/m);
  }
  const [list] = jsonLines({ stdout: await user.ok(["plugins", "--json"], later) }) as unknown as [
    Record<string, unknown>[],
  ];
  assert.deepEqual(list.find(({ plugin }) => plugin === "mixtral"), {
    plugin: "mixtral",
    version: "1.0.0",
    modelTypes: ["mixtral"],
    layouts: ["hf", "transformers"],
    origin: "user",
    specifier,
    integrity: added!["data"],
  });

  const info = await user.ok(["plugins", "info", "mixtral"], later);
  for (
    const line of [
      /^mixtral 1\.0\.0$/m,
      /^Tensors {4}13 name patterns$/m,
      /^State {6}as it was added$/m,
      /^transformers +3 {2}transformers 5 at run time: experts fused/m,
    ]
  ) assert.match(info, line);
  assert(info.includes(`Whose      installed for you from ${specifier}\n`), info);
  assert(info.includes(`Integrity  ${added!["integrity"]}\n`), info);
  assert.match(await user.ok(["layouts", "--model-type", "mixtral"], later), /^transformers/m);
  assert.match(await user.ok(["completion", "bash", "plugins", "remove", ""], later), /^mixtral$/m);
  const types = await user.ok(["completion", "bash", "layouts", "--model-type", "mix"], later);
  assert.match(types, /^mixtral$/m);

  assert.match(await user.ok(["plugins", "remove", "mixtral"], later), /^Removed mixtral 1\.0\.0 /);
  assert.deepEqual(readdirSync(join(user.store, "plugins")), []);
  assert.doesNotMatch(await user.ok(["plugins"], later), /mixtral/);
  const again = await user.fails(2, ["plugins", "remove", "mixtral"], later);
  assert.match(again, /Cannot remove mixtral: no such plugin is installed/);
  assert.match(await user.fails(2, ["plugins", "info", "mixtral"], later), /Cannot find plugin/);
});

Deno.test("code that changed since it was added is refused until it is added again", async () => {
  using user = pluginUser();
  await user.ok(["plugins", "add", "mixtral.ts"]);
  await synthesizeExample(installedData(user.store), user.path("hf"), "hf");
  const plan = ["plan", "hf", "--to", "transformers"];
  await user.ok(plan);
  edit(user.code, `version: "1.0.0"`, `version: "1.1.0"`);
  const changed = await user.fails(4, plan);
  assert(
    changed.includes(`Cannot use plugin mixtral: ${user.code} has changed since it was added`),
  );
  assert.match(changed, /To use it as it is now: tensorferry plugins add file:/);
  assert.match(
    await user.ok(["plugins", "info", "mixtral"]),
    /^State {6}Cannot use .*has changed/m,
  );
  assert.match(await user.ok(["plugins"]), /^mixtral +1\.0\.0 +mixtral +cannot be used +user$/m);
  // What it has nothing to do with goes on.
  await user.ok(["plugins", "info", "llama"]);

  const updated = await user.ok(["plugins", "add", "mixtral.ts"]);
  assert.match(updated, /^Updated mixtral 1\.0\.0 to 1\.1\.0$/m);
  assert.match(updated, /^Integrity {2}(sha256-\S+) \(was (?!\1)sha256-\S+\)$/m);
  assert.match(await user.ok(plan), /plugin mixtral 1\.1\.0/);
  assert.match(await user.ok(["plugins", "add", "mixtral.ts"]), /^mixtral 1\.1\.0 is what was/);

  renameSync(user.code, user.path("moved.ts"));
  assert.match(
    await user.fails(4, plan),
    /mixtral\.ts is no longer there since it was added\. Add/,
  );
  const moved = await user.fails(4, ["plugins", "add", "moved.ts"]);
  assert.match(
    moved,
    /moved\.ts has the name of one that was added from file:.*mixtral\.ts\. Remove/,
  );
  await user.ok(["plugins", "remove", "mixtral"]);
  await user.ok(["plugins", "add", "moved.ts"]);
  await user.ok(plan);
});

Deno.test("a plan tells two plugins of one name and version apart, so that neither goes on with what the other began", async () => {
  using user = pluginUser();
  await user.ok(["plugins", "add", "mixtral.ts"]);
  await synthesizeExample(installedData(user.store), user.path("hf"), "hf");
  const plan = async () => {
    const [plan] = jsonLines({ stdout: await user.ok(["plan", "hf", "--to", "hf", "--json"]) });
    return plan!["plugin"];
  };
  const before = await plan();
  edit(user.code, "experts fused", "all experts fused");
  await user.ok(["plugins", "add", "mixtral.ts"]);
  assert.notDeepEqual(await plan(), before);
});

Deno.test("a store that was tampered with is refused", async () => {
  using user = pluginUser();
  await user.ok(["plugins", "add", "mixtral.ts"]);
  await synthesizeExample(installedData(user.store), user.path("hf"), "hf");
  const plan = ["plan", "hf", "--to", "transformers"];
  const folder = join(user.store, "plugins");
  const data = join(folder, readdirSync(folder)[0]!);
  edit(data, "w1.weight", "w9.weight");
  const swapped = await user.fails(4, plan);
  assert(swapped.includes(`Cannot use plugin mixtral: ${data} is not what was installed`), swapped);
  assert.match(swapped, /it has sha256-\S+, and sha256-\S+ was recorded\. Install it again: /);
  rmSync(data);
  assert.match(await user.fails(4, plan), /its data, .*, is gone\. Install it again/);
  await user.ok(["plugins", "add", "mixtral.ts"]);
  await user.ok(plan);

  const index = join(user.store, "plugins.json");
  const text = readFileSync(index, "utf8");
  for (const broken of ["{", "[]", text.replace(`"mixtral"`, `"../../up"`)]) {
    writeFileSync(index, broken);
    for (const args of [plan, ["plugins"], ["plugins", "add", "mixtral.ts"]]) {
      const said = await user.fails(4, args);
      assert(said.includes(`Cannot read ${index}, which says what plugins are installed: `), said);
      assert.match(said, /Mend it, or remove it and add the plugins again$/m);
    }
  }
});

Deno.test("--integrity takes one content and refuses every other", async () => {
  using user = pluginUser();
  const [info] = jsonLines({
    stdout: await user.ok(["plugins", "info", "./mixtral.ts", "--json"]),
  });
  const { integrity } = info!["code"] as { integrity: string };
  const add = ["plugins", "add", "mixtral.ts", "--integrity", integrity];
  await user.ok(add);
  edit(user.code, "experts fused", "experts fused!");
  const refused = await user.fails(4, add);
  assert.match(
    refused,
    /its code has sha256-\S+, and --integrity asks for sha256-\S+\. None of it/,
  );
  assert(refused.includes(integrity));
});

Deno.test("a name that is built in is not taken, and what is no plugin not added", async () => {
  using user = pluginUser();
  writePlugin(user.path("llama.ts"), "llama", "9.0.0", "llama");
  assert.match(
    await user.fails(4, ["plugins", "add", "llama.ts"]),
    /llama\.ts has the name of a plugin that is built in/,
  );
  writeFileSync(user.path("none.ts"), "export default { name: 1 };");
  await user.fails(4, ["plugins", "add", "none.ts"]);
  await user.fails(4, ["plugins", "add", "nowhere.ts"]);
  assert.doesNotMatch(await user.ok(["plugins", "list"]), /user$/m);
});
