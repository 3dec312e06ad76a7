import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { PluginError } from "@tensorferry/core";
import * as words from "@tensorferry/core/plugin";
import { importPlugin } from "./import_plugin.ts";
import { locatePlugin } from "./locate_plugin.ts";
import { withFolder } from "./testing/folder.ts";
import { moduleText, pluginText } from "./testing/small_plugin.ts";

/** Where modules are served from memory, Deno waits for more of it as long as the process lasts. */
const WAITING = { sanitizeOps: false };

Deno.test(
  "importPlugin() gives a plugin the rights and the core of this process",
  WAITING,
  async () => {
    const text = `import * as words from "own";
    globalThis.given = words;
    Deno.readTextFileSync(${"`${import.meta.dirname}/deno.json`"});
    ${moduleText()}`;
    const files = {
      "deno.json": `{"imports":{"own":"jsr:@tensorferry/core@^9.0.0/plugin"}}`,
      "plugin.ts": text,
    };
    await withFolder(files, async (folder) => {
      const plugin = await importPlugin(await locatePlugin(`${folder}/plugin.ts`));
      assert.equal(plugin.name, "small");
      const { given } = globalThis as unknown as { given: typeof words };
      assert.equal(given.definePlugin, words.definePlugin);
    });
  },
);

Deno.test("importPlugin() imports what could not be located", WAITING, async () => {
  await withFolder({ "plugin.js": `export default ${pluginText()};` }, async (folder) => {
    const resolved = pathToFileURL(`${folder}/plugin.js`).href;
    assert.equal((await importPlugin({ specifier: resolved, resolved })).name, "small");
  });
});

Deno.test("importPlugin() checks the data, and says what fails", WAITING, async () => {
  const files = { "data.js": "export default { name: 1 };", "throws.js": "throw new Error('no')" };
  await withFolder(files, async (folder) => {
    for (
      const [name, why] of [["data", /data\.js: /], ["throws", /throws\.js: no$/], [
        "gone",
        /gone\.js/,
      ]]
    ) {
      const resolved = pathToFileURL(`${folder}/${name}.js`).href;
      await assert.rejects(importPlugin({ specifier: resolved, resolved }), (error) => {
        assert(error instanceof PluginError, `${error}`);
        assert.match(error.message, why as RegExp);
        return true;
      });
    }
  });
});
