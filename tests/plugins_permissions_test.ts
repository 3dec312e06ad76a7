/**
 * What Deno has to allow for plugins, and what happens where it does not.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tensorferry } from "./cli_fixture.ts";
import { deno, edit, tinyUser } from "./plugins_fixture.ts";

const PLAN = ["plan", "model", "--to", "hf"];

Deno.test("without the permissions for it nobody looks for installed plugins, and says so where one lacks", async () => {
  using user = tinyUser();
  await user.ok(["plugins", "add", "one.ts"]);
  const model = user.path("model");
  const least = { cwd: user.project, read: [model] };
  const unknown = await tensorferry(["plan", model, "--to", "hf"], least);
  assert.equal(unknown.code, 4);
  const flags =
    `--allow-read=${
      user.path(".tensorferry")
    } --allow-read="\${XDG_CONFIG_HOME:-$HOME/.config}/tensorferry" ` +
    `--allow-env=XDG_CONFIG_HOME,HOME would allow it`;
  assert(
    unknown.stderr.includes(
      `no plugin serves it; those here serve gemma3, gemma3_text, llama, mistral, olmo2, qwen2, qwen2_moe, qwen3, ` +
        `qwen3_moe. Plugins that are installed for you and in this project were not looked at: ${flags}`,
    ),
    unknown.stderr,
  );
  const inspected = await tensorferry(["inspect", model], least);
  assert.equal(inspected.code, 0);
  assert(inspected.stdout.includes(flags), inspected.stdout);
  const named = await tensorferry(["plan", model, "--plugin", "one"], least);
  assert.equal(named.code, 2);
  assert(named.stderr.includes("Cannot find plugin one among those that are built in."));
  const listed = await tensorferry(["plugins"], least);
  assert.equal(listed.code, 0);
  assert(listed.stderr.includes(flags));

  // What the message asks for is enough, with the code that was added, and no more than that.
  const asked = {
    cwd: user.project,
    env: { XDG_CONFIG_HOME: dirname(user.store) },
    read: [model, user.store, user.path(".tensorferry")],
  };
  const unread = await tensorferry(["plan", model, "--to", "hf"], asked);
  assert.equal(unread.code, 2);
  const code = user.path("one.ts");
  assert(unread.stderr.includes(`Cannot read ${code}: Deno does not allow it`), unread.stderr);
  const read = [...asked.read, code];
  assert.equal((await tensorferry(["plan", model, "--to", "hf"], { ...asked, read })).code, 0);
});

Deno.test("without XDG_CONFIG_HOME a user's configs are those of HOME, and without either only a project has plugins", async () => {
  using user = tinyUser();
  await user.ok(["plugins", "add", "one.ts"]);
  const home = user.path("home");
  mkdirSync(join(home, ".config"), { recursive: true });
  renameSync(user.store, join(home, ".config", "tensorferry"));
  // Deno has its cache below HOME too, where nothing says otherwise.
  const { denoDir } = JSON.parse((await deno(user.project, "info", "--json")).said);
  const listed = async (env: Record<string, string>) =>
    /^one .*user$/m.test(await user.ok(["plugins"], { env: { DENO_DIR: denoDir, ...env } }));
  assert(await listed({ HOME: home, XDG_CONFIG_HOME: "" }));
  // A relative path is to be ignored, says the specification.
  assert(await listed({ HOME: home, XDG_CONFIG_HOME: "configs" }));
  assert(!await listed({ HOME: user.path("other"), XDG_CONFIG_HOME: "" }));
  const nowhere = { DENO_DIR: denoDir, HOME: "", XDG_CONFIG_HOME: "" };
  assert(!await listed(nowhere));
  const add = ["plugins", "add", "one.ts"];
  assert.match(await user.fails(2, add, { env: nowhere }), /Cannot tell where to install plugins/);
  await user.ok([...add, "--local"], { env: nowhere });
});

Deno.test("code of others is evaluated where libraries have a path of their own, as on clusters", async () => {
  using user = tinyUser();
  const info = ["plugins", "info", user.path("one.ts")];
  const run = (variable: string) =>
    tensorferry(info, { cwd: user.project, run: true, env: { [variable]: "/nowhere" } });
  const { code, stdout, stderr } = await run("LD_LIBRARY_PATH");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^one /);
  const odd = await run("LD_TENSORFERRY");
  assert.match(odd.stderr, /Deno starts none while the environment has LD_TENSORFERRY\. Unset it/);
  assert.equal(odd.code, 4);
});

Deno.test("all that code of others needs is asked for at once", async () => {
  using user = tinyUser();
  const model = user.path("model");
  const plan = await tensorferry(["plan", model, "--plugin", "./one.ts"], { cwd: user.project });
  assert.equal(plan.code, 2);
  assert(plan.stderr.includes(`--allow-read=${model} --allow-run=${Deno.execPath()}`), plan.stderr);
  const add = await tensorferry(["plugins", "add", "./one.ts"], { cwd: user.project });
  assert.equal(add.code, 2);
  for (
    const flag of [
      `--allow-read="\${XDG_CONFIG_HOME:-$HOME/.config}/tensorferry"`,
      `--allow-write="\${XDG_CONFIG_HOME:-$HOME/.config}/tensorferry"`,
      "--allow-env=XDG_CONFIG_HOME,HOME",
      `--allow-run=${Deno.execPath()}`,
    ]
  ) assert(add.stderr.includes(flag), add.stderr);
  const local = await tensorferry(["plugins", "add", "./one.ts", "--local"], { cwd: user.project });
  assert.doesNotMatch(local.stderr, /allow-env/);
});

Deno.test("without the right to start a process, code is run only when it is trusted", async () => {
  using user = tinyUser();
  const code = user.path("one.ts");
  writeFileSync(user.path("note.txt"), "read");
  edit(code, /^/, `Deno.writeTextFileSync("ran", Deno.readTextFileSync("note.txt"));\n`);
  const args = [...PLAN, "--plugin", "./one.ts"];
  assert.match(await user.fails(4, args), /Cannot use plugin .*Requires read access/);
  assert.match(await user.fails(2, args, { run: false }), /Deno does not allow it/);
  assert(!existsSync(user.path("ran")));
  assert.match(await user.ok([...args, "--trust"], { run: false }), /plugin one 1\.0\.0/);
  assert(existsSync(user.path("ran")));
  await user.ok([...args, "--trust"]);
  await user.ok(["plugins", "add", "one.ts", "--trust"]);
  assert.equal(readdirSync(join(user.store, "plugins")).length, 1);
});
