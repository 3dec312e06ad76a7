/**
 * A plugin from its author to a stranger: laid out, published to JSR, to npm and on a server, installed, and used without a network.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jsonLines } from "./cli_fixture.ts";
import {
  deno,
  installedData,
  type PluginUser,
  pluginUser,
  synthesizeExample,
} from "./plugins_fixture.ts";

const CLONE = fileURLToPath(new URL("../", import.meta.url));

/** What a server answers, by path. */
type Answers = Record<string, string | Uint8Array<ArrayBuffer>>;

/** Serves answers on this machine for as long as `work` takes. */
async function withServer<T>(answers: Answers, work: (url: string) => Promise<T>): Promise<T> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    const answer = answers[decodeURIComponent(new URL(url).pathname)];
    const type = url.endsWith(".ts") ? "application/typescript" : "application/json";
    return answer === undefined
      ? new Response("nothing here", { status: 404 })
      : new Response(answer, { headers: { "content-type": type } });
  });
  try {
    return await work(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

/** A version of a package as JSR serves it, by its documentation: the names of deno.json are written out in modules. */
function jsrVersion(name: string, version: string, text: string): Answers {
  const module = text.replace(
    `"@tensorferry/core/plugin"`,
    `"jsr:@tensorferry/core@^0.1.0/plugin"`,
  );
  const checksum = `sha256-${createHash("sha256").update(module).digest("hex")}`;
  const manifest = { "/mod.ts": { size: new TextEncoder().encode(module).length, checksum } };
  return {
    [`/${name}/${version}_meta.json`]: JSON.stringify({ manifest, exports: { ".": "./mod.ts" } }),
    [`/${name}/${version}/mod.ts`]: module,
  };
}

/** The versions of a package on JSR. */
function jsrMeta(name: string, ...versions: string[]): Answers {
  const [scope, short] = name.slice(1).split("/");
  return {
    [`/${name}/meta.json`]: JSON.stringify({
      scope,
      name: short,
      latest: versions.at(-1),
      versions: Object.fromEntries(versions.map((version) => [version, {}])),
    }),
  };
}

/** A package on npm whose tarball is that of `deno pack`. */
function npmPackage(
  name: string,
  version: string,
  tarball: Uint8Array<ArrayBuffer>,
  url: string,
): Answers {
  const path = `/${name}/-/${version}.tgz`;
  const dist = {
    tarball: url + path,
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
  };
  const packument = {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { name, version, dist } },
  };
  return { [`/${name}`]: JSON.stringify(packument), [path]: tarball };
}

/** Lays out a plugin, and gives the text of its module. */
async function laidOut(user: PluginUser): Promise<string> {
  await user.ok(["plugins", "new", "tiny"], { read: [user.project, CLONE] });
  return readFileSync(user.path("tiny/mod.ts"), "utf8");
}

/** An environment in which Deno asks a server of the test's own, and keeps what it downloads in a folder of the test's own. */
async function environmentFor(user: PluginUser, url: string): Promise<Record<string, string>> {
  const info = JSON.parse((await deno(user.project, "info", "--json")).said);
  const cache = user.path("cache");
  mkdirSync(join(cache, "npm"), { recursive: true });
  // What the command itself takes from npm is there already.
  for (const registry of readdirSync(join(info.denoDir, "npm"))) {
    symlinkSync(join(info.denoDir, "npm", registry), join(cache, "npm", registry));
  }
  const home = user.path("home");
  mkdirSync(home);
  writeFileSync(join(home, ".npmrc"), `@you:registry=${url}\n`);
  const configs = join(user.store, "..");
  return { XDG_CONFIG_HOME: configs, HOME: home, DENO_DIR: cache, JSR_URL: url };
}

/** Uses the plugin that is installed, with the right to read and nothing else. */
async function useInstalled(user: PluginUser, env: Record<string, string>): Promise<void> {
  const least = { env, run: false, write: [] };
  await synthesizeExample(installedData(user.store), user.path("hf"), "hf");
  const plan = await user.ok(["plan", "hf", "--to", "transformers"], least);
  assert.match(plan, /^tiny, hf to transformers \(plugin tiny 0\.\d\.0\)/);
  const info = await user.ok(["plugins", "info", "tiny"], least);
  assert.match(info, /^State {6}as it was added$/m);
}

Deno.test("a plugin on JSR is added and updated, and used without a network", async () => {
  using user = pluginUser();
  const name = "@you/tensorferry-tiny";
  const first = await laidOut(user);
  const answers = { ...jsrMeta(name, "0.1.0"), ...jsrVersion(name, "0.1.0", first) };
  const env = await withServer(answers, async (url) => {
    const env = await environmentFor(user, url);
    const add = ["plugins", "add", `jsr:${name}`];
    const added = await user.ok(add, { env });
    assert.match(added, /^Added tiny 0\.1\.0$/m);
    assert(added.includes(`From       jsr:${name}, ${url}/${name}/0.1.0/mod.ts\n`), added);

    const second = first.replace(`version: "0.1.0"`, `version: "0.2.0"`);
    Object.assign(answers, jsrMeta(name, "0.1.0", "0.2.0"), jsrVersion(name, "0.2.0", second));
    assert.match(await user.ok(add, { env }), /^Updated tiny 0\.1\.0 to 0\.2\.0$/m);
    const older = await user.ok(["plugins", "add", `jsr:${name}@0.1.0`], { env });
    assert.match(older, /^Updated tiny 0\.2\.0 to 0\.1\.0$/m);
    return env;
  });
  await useInstalled(user, env);
});

Deno.test("a plugin on npm is what `deno pack` made of it", async () => {
  using user = pluginUser();
  const name = "@you/tensorferry-tiny";
  await laidOut(user);
  const packed = await deno(user.path("tiny"), "pack", "--allow-dirty", "-o", "../tiny.tgz");
  assert.equal(packed.code, 0, packed.said);
  const answers: Answers = {};
  const env = await withServer(answers, async (url) => {
    Object.assign(
      answers,
      npmPackage(name, "0.1.0", Deno.readFileSync(user.path("tiny.tgz")), url),
    );
    const env = await environmentFor(user, url);
    const asked = ["plugins", "add", `npm:${name}`, "--json"];
    const [added] = jsonLines({ stdout: await user.ok(asked, { env }) });
    assert.equal(added!["event"], "added");
    assert.equal(added!["resolved"], `npm:${name}@0.1.0`);
    return env;
  });
  await useInstalled(user, env);
});

Deno.test("a plugin on a server is what it was when it was added, until it is added again", async () => {
  using user = pluginUser();
  const answers: Answers = { "/tiny.ts": await laidOut(user) };
  const env = await withServer(answers, async (url) => {
    const env = await environmentFor(user, url);
    const add = ["plugins", "add", `${url}/tiny.ts`];
    await user.ok(add, { env });
    answers["/tiny.ts"] = String(answers["/tiny.ts"]).replace("0.1.0", "0.3.0");
    await useInstalled(user, env);
    assert.match(await user.ok(["plugins"], { env }), /^tiny +0\.1\.0/m);
    assert.match(await user.ok(add, { env }), /^Updated tiny 0\.1\.0 to 0\.3\.0$/m);
    return env;
  });
  assert.match(await user.ok(["plugins"], { env, run: false }), /^tiny +0\.3\.0/m);
  const gone = await user.fails(4, ["plugins", "add", "https://127.0.0.1:1/tiny.ts"], { env });
  assert.match(gone, /Cannot use plugin https:\/\/127\.0\.0\.1:1\/tiny\.ts/);
});
