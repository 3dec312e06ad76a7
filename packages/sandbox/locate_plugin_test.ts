import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { PluginError } from "@tensorferry/core";
import { locatePlugin } from "./locate_plugin.ts";
import { withFolder } from "./testing/folder.ts";
import { withServer } from "./testing/loopback_server.ts";
import { moduleText } from "./testing/small_plugin.ts";

const TWO_MODULES = {
  "deno.json": `{"imports":{"data":"./data/one.json"}}`,
  "plugin.ts": `import data from "data" with { type: "json" }; ${moduleText()}; data;`,
  "data/one.json": "[1]",
};

Deno.test("locatePlugin() lists the modules of a plugin, and hashes them", async () => {
  await withFolder(TWO_MODULES, async (folder) => {
    const located = await locatePlugin(`${folder}/plugin.ts`);
    const url = pathToFileURL(`${folder}/plugin.ts`).href;
    assert.equal(located.specifier, url);
    assert.equal(located.resolved, url);
    assert.equal(located.version, undefined);
    assert.deepEqual(located.modules.map(({ url, bytes }) => [url, bytes]), [
      [url, TWO_MODULES["plugin.ts"].length],
      [pathToFileURL(`${folder}/data/one.json`).href, 3],
    ]);
    // printf '[1]' | openssl dgst -sha256 -binary | base64
    assert.equal(
      located.modules[1]!.integrity,
      "sha256-CAqe1ChVnvYCZotMAPEU8aEcP2sCpDXwvcFUV45NfyI=",
    );
    assert.deepEqual(readdirSync(folder).sort(), ["data", "deno.json", "plugin.ts"]);
  });
});

Deno.test("the integrity of a plugin is the same elsewhere, and another one when anything of it is", async () => {
  const integrityOf = (files: Readonly<Record<string, string>>) =>
    withFolder(files, async (folder) => (await locatePlugin(`${folder}/plugin.ts`)).integrity);
  const own = await integrityOf(TWO_MODULES);
  assert.equal(await integrityOf({ ...TWO_MODULES, "README.md": "not of the plugin" }), own);
  const others = [
    { ...TWO_MODULES, "plugin.ts": `${TWO_MODULES["plugin.ts"]} ` },
    { ...TWO_MODULES, "data/one.json": "[2]" },
    {
      ...TWO_MODULES,
      "data/two.json": "[1]",
      "deno.json": `{"imports":{"data":"./data/two.json"}}`,
    },
  ];
  for (const files of others) assert.notEqual(await integrityOf(files), own);
});

const OUTSIDE = new URL("../core/deno.json", import.meta.url);

type Case = readonly [what: string, why: RegExp, files: Readonly<Record<string, string>>];

const REFUSED: readonly Case[] = [
  ["is not there", /there is no such file/, {}],
  ["lacks a module", /Module not found "file:.*\/gone\.ts"/, {
    "plugin.ts": `import "./gone.ts";`,
  }],
  ["lacks data", /is not there|Module not found/, {
    "plugin.ts": `import a from "./gone.json" with { type: "json" }; a;`,
  }],
  ...(["text", "bytes", "json"].map((type) =>
    [`imports a file outside of its folder as ${type}`, /which is not in its own folder/, {
      "plugin.ts": `import a from "${OUTSIDE}" with { type: "${type}" }; a;`,
    }] satisfies Case
  )),
  ["imports a module outside of its folder", /core\/mod\.ts, which is not in its own folder/, {
    "plugin.ts": `import "${new URL("../core/mod.ts", import.meta.url)}";`,
  }],
  ["imports a module outside of its folder late", /which is not in its own folder/, {
    "plugin.ts": `await import("${new URL("../core/mod.ts", import.meta.url)}");`,
  }],
  ["maps a name to a file outside of its folder", /which is not in its own folder/, {
    "deno.json": `{"imports":{"secret":"${OUTSIDE}"}}`,
    "plugin.ts": `import a from "secret" with { type: "json" }; a;`,
  }],
  ["climbs out of its folder", /deno\.json, which is not in its own folder/, {
    "deno.json": `{"workspace":["./inner"]}`,
    "inner/deno.json": "{}",
    "inner/plugin.ts": `import a from "../deno.json" with { type: "json" }; a;`,
  }],
  ["climbs out of its folder within a workspace", /which is not in its own folder/, {
    "deno.json": `{ /* "workspace" */ "workspace": [] }`,
    "inner/plugin.ts": `import a from "../secret.json" with { type: "json" }; a;`,
    "secret.json": "{}",
  }],
  ["imports bytes", /type of "bytes" is unsupported|is imported as bytes/, {
    "plugin.ts": `import a from "./a.bin" with { type: "bytes" }; a;`,
    "a.bin": "bytes",
  }],
  ["imports WebAssembly", /is imported as Wasm|\.wasm/, {
    "plugin.ts": `import a from "./a.wasm"; a;`,
    "a.wasm": "\0asm\x01\0\0\0",
  }],
  ["is written with tags", /is imported as TSX/, {
    "plugin.ts": `import "./a.tsx";`,
    "a.tsx": "export default 1;",
  }],
  ["has too many modules", /it has 301 modules; the most is 256/, {
    "plugin.ts": Array.from({ length: 300 }, (_, i) => `import "./${i}.ts";`).join("\n"),
    ...Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}.ts`, ""])),
  }],
  ["is too large", /its modules have \d+ bytes; the most is 8388608/, {
    "plugin.ts": `import a from "./a.txt" with { type: "text" }; a;`,
    "a.txt": "x".repeat(9e6),
  }],
  ["imports over http", /example\.com/, { "plugin.ts": `import "http://example.com/a.ts";` }],
  ["is no code", /The module's source code could not be parsed|Expected/, {
    "plugin.ts": "export {",
  }],
];

for (const [what, why, files] of REFUSED) {
  Deno.test(`locatePlugin() refuses a plugin that ${what}`, async () => {
    await withFolder({ "deno.json": "{}", ...files }, async (folder) => {
      const inner = "inner/plugin.ts" in files ? "/inner" : "";
      await assert.rejects(locatePlugin(`${folder}${inner}/plugin.ts`), refusal(why));
    });
  });
}

function refusal(why: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof PluginError, `${error}`);
    assert.match(error.message, why);
    assert.doesNotMatch(error.message, /\\u000a/);
    return true;
  };
}

const NOWHERE: readonly [specifier: string, why: RegExp][] = [
  ["", /it is no file/],
  ["/dev/null", /it is no file/],
  ["https://", /it is no URL/],
  ["file://host/plugin.ts", /it is no URL of a file/],
  ["npm:", /cannot be had from npm/],
  ["jsr:", /Invalid package specifier 'jsr:'/],
  ["data:text/javascript,1", /there is no such file/],
  ["--help", /there is no such file/],
  ["a\0b", /NUL byte/],
];

for (const [specifier, why] of NOWHERE) {
  Deno.test(`locatePlugin() finds no plugin at ${JSON.stringify(specifier)}`, async () => {
    await assert.rejects(locatePlugin(specifier), refusal(why));
  });
}

Deno.test("locatePlugin() refuses links that lead out of the folder, and takes those within", async () => {
  const files = {
    "deno.json": "{}",
    "inside.ts": "export default 1;",
    "text.ts": `import a from "./link.txt" with { type: "text" }; a;`,
    "code.ts": `import "./link.ts";`,
    "endless.ts": `import "./zero.ts";`,
    "within.ts": `import "./inner.ts";`,
  };
  await withFolder(files, async (folder) => {
    const outside = fileURLToPath(OUTSIDE);
    await Deno.symlink(outside, `${folder}/link.txt`);
    await Deno.symlink(outside.replace("deno.json", "dtype.ts"), `${folder}/link.ts`);
    await Deno.symlink("/dev/zero", `${folder}/zero.ts`);
    await Deno.symlink("inside.ts", `${folder}/inner.ts`);
    const locate = (name: string) => locatePlugin(`${folder}/${name}`);
    const out = /imports file:.*\/link\.\w+, a link to .*, which is not in its own folder/;
    await assert.rejects(locate("text.ts"), refusal(out));
    await assert.rejects(locate("code.ts"), refusal(out));
    await assert.rejects(locate("endless.ts"), refusal(/take more than 512 MiB of memory to read/));
    assert.equal((await locate("within.ts")).modules.length, 2);
  });
});

Deno.test("locatePlugin() is not led by a configuration to ask a registry, or to make anything", async () => {
  await withServer(() => Promise.resolve({}), async (url, asked) => {
    const files = {
      "deno.json":
        `{"nodeModulesDir":"auto","vendor":true,"lock":true,"allowScripts":["npm:evil"]}`,
      "package.json": `{"dependencies":{"evil":"1"}}`,
      ".npmrc": `registry=${url}/\${HOME}/`,
      "plugin.ts": `import "evil"; import "npm:evil@1"; export default 1;`,
    };
    await withFolder(files, async (folder) => {
      const { modules } = await locatePlugin(`${folder}/plugin.ts`);
      assert.equal(modules.length, 1);
      assert.deepEqual(readdirSync(folder).sort(), Object.keys(files).sort());
    });
    assert.deepEqual(asked, []);
  });
});

Deno.test("locatePlugin() says what to grant where it may not start a process", async () => {
  const main = fileURLToPath(new URL("./testing/evaluate_main.ts", import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", main, "plugin.ts"],
  }).output();
  const { error } = JSON.parse(new TextDecoder().decode(stdout));
  assert.match(error, /cannot be started without --allow-run=.*deno.*give --trust$/);
});
