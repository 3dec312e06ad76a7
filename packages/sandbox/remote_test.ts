import assert from "node:assert/strict";
import { evaluateApart } from "./testing/evaluate_apart.ts";
import { withFolder } from "./testing/folder.ts";
import { withServer } from "./testing/loopback_server.ts";
import { installed, publishedMember } from "./testing/published.ts";
import { jsrFiles, npmFiles, type Package } from "./testing/registries.ts";
import { moduleText, SMALL_PLUGIN } from "./testing/small_plugin.ts";

const JSR_PACKAGE = {
  name: "@you/small",
  version: "1.2.3",
  exports: { ".": "./mod.ts", "./second": "./second.ts" },
  files: {
    "mod.ts": `export { default } from "./plugin.ts";`,
    "plugin.ts": moduleText().replace("@tensorferry", "jsr:@tensorferry").replace(
      "core/",
      "core@^9.0.0/",
    ),
    "second.ts": `export { default } from "jsr:@you/small@^1.0.0";`,
  },
};

const NPM_PACKAGE: Package = {
  name: "@you/small",
  version: "2.0.1",
  files: {
    "package.json": JSON.stringify({
      type: "module",
      exports: { ".": { types: "./dist/plugin.d.ts", import: "./dist/plugin.js" } },
    }),
    "dist/plugin.js": `import { definePlugin } from "@tensorferry/core/plugin";
      import data from "./data.json" with { type: "json" };
      export default definePlugin(data);`,
    "dist/data.json": JSON.stringify(SMALL_PLUGIN),
    "README.md": "is no module",
  },
};

const LOST: Package = {
  name: "lost",
  version: "1.0.0",
  files: {
    "package.json": `{"type":"module","main":"index.js","dependencies":{"@you/gone":"1"}}`,
    "index.js": "export default 1;",
  },
};

const redirect = (location: string) => () =>
  new Response("", { status: 302, headers: { location } });

function endless(): Response {
  const body = new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(2 ** 20).fill(32)) });
  return new Response(body, { headers: { "content-type": "text/javascript" } });
}

/** Serves everything that these tests ask for. */
function withRegistries<T>(work: (url: string) => Promise<T>): Promise<T> {
  return withServer(async (url) => ({
    ...jsrFiles(JSR_PACKAGE),
    ...npmFiles(NPM_PACKAGE, url),
    ...npmFiles(LOST, url),
    ...npmFiles(await installed("valibot"), url),
    "/plugin.ts": moduleText(),
    "/redirected.ts": redirect("/plugin.ts"),
    "/to_file.ts": redirect("file:///etc/passwd"),
    "/of_file.ts": `export { default } from "file:///etc/passwd" with { type: "text" };`,
    "/of_http.ts": `export { default } from "http://example.com/plugin.ts";`,
    "/endless.js": endless,
  }), work);
}

Deno.test("a plugin on JSR is located in its version, and takes core from its host", async () => {
  await withRegistries(async (url) => {
    for (
      const [specifier, module] of [["jsr:@you/small@^1", "mod"], [
        "jsr:@you/small/second",
        "second",
      ]]
    ) {
      const { located, plugin, error } = await evaluateApart(specifier!, url);
      assert.equal(error, undefined);
      assert.equal(plugin!.name, "small");
      assert.equal(located!.resolved, `${url}/@you/small/1.2.3/${module}.ts`);
      assert.equal(located!.version, "1.2.3");
      assert.equal(located!.modules.length, module === "mod" ? 2 : 3);
    }
  });
});

Deno.test("a plugin on npm is located in its version, and takes core from its host", async () => {
  await withRegistries(async (url) => {
    const { located, plugin, error } = await evaluateApart("npm:@you/small", url);
    assert.equal(error, undefined);
    assert.equal(plugin!.name, "small");
    assert.equal(located!.resolved, "npm:@you/small@2.0.1");
    assert.equal(located!.version, "2.0.1");
    assert.deepEqual(located!.modules.map(({ url }) => url), [
      "npm:/@you/small@2.0.1/dist/data.json",
      "npm:/@you/small@2.0.1/dist/plugin.js",
      "npm:/@you/small@2.0.1/package.json",
    ]);
  });
});

Deno.test("a plugin at a URL is located where it was redirected to", async () => {
  await withRegistries(async (url) => {
    const { located, plugin, error } = await evaluateApart(`${url}/redirected.ts`, url);
    assert.equal(error, undefined);
    assert.equal(plugin!.name, "small");
    assert.equal(located!.resolved, `${url}/plugin.ts`);
  });
});

const REFUSED: readonly [specifier: string, why: RegExp][] = [
  ["jsr:@you/gone", /JSR package not found: @you\/gone/],
  ["jsr:@you/small@^7", /@you\/small@\^7/],
  ["npm:@you/gone", /cannot be had from npm/],
  ["npm:@you/small/other", /the package does not export \.\/other/],
  ["npm:lost", /or a package that it depends on, cannot be had from npm/],
  ["/gone.ts", /Module not found "http:.*\/gone\.ts"/],
  ["/to_file.ts", /Module not found|a file of this machine/],
  ["/of_file.ts", /leads to file:\/\/\/etc\/passwd, a file of this machine/],
  ["/of_http.ts", /example\.com/],
  ["/endless.js", /its modules take more than 512 MiB of memory to read/],
  ["http://example.com/plugin.ts", /anybody on the way can change what comes over http; use https/],
];

for (const [specifier, why] of REFUSED) {
  Deno.test(`a plugin is refused that lies at ${specifier}`, async () => {
    await withRegistries(async (url) => {
      const given = specifier.startsWith("/") ? url + specifier : specifier;
      const { located, error } = await evaluateApart(given, url);
      assert.equal(located, undefined);
      assert.match(error!, why);
    });
  });
}

Deno.test("the sandbox works the same once it is published, from the cache of Deno", async () => {
  const main = await Deno.readTextFile(new URL("./testing/evaluate_main.ts", import.meta.url));
  const members = await Promise.all([publishedMember("core"), publishedMember("sandbox")]);
  await withServer(async (url) => ({
    ...jsrFiles(JSR_PACKAGE),
    ...npmFiles(NPM_PACKAGE, url),
    ...npmFiles(await installed("valibot"), url),
    ...Object.assign({}, ...members.map(jsrFiles)),
  }), async (url) => {
    const files = {
      "main.ts": main.replace("../mod.ts", "jsr:@tensorferry/sandbox@^0.1.0"),
      "own/deno.json": `{"imports":{"@tensorferry/core":"jsr:@tensorferry/core@^0.1.0"}}`,
      "own/plugin.ts": moduleText(),
    };
    await withFolder(files, async (folder) => {
      for (const specifier of [`${folder}/own/plugin.ts`, "jsr:@you/small", "npm:@you/small"]) {
        const { located, plugin, error } = await evaluateApart(specifier, url, `${folder}/main.ts`);
        assert.equal(error, undefined);
        assert.equal(plugin!.name, "small");
        assert(located!.modules.every(({ url }) => !url.includes("@tensorferry")));
      }
    });
  });
});
