import { PluginError } from "@tensorferry/core";
import { config, definePlugin, type Plugin } from "@tensorferry/core/plugin";
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { integrityOf, textOf } from "../data.ts";
import { dataPath, readData } from "./data_file.ts";
import { INDEX_FILE, type Store } from "./place.ts";
import type { PluginRecord } from "./record.ts";
import { putIntoStore, readStore, removeFromStore } from "./store.ts";

function pluginOf(name: string, version = "1.0.0"): Plugin {
  return definePlugin({
    name,
    version,
    serves: { model_type: [name] },
    variables: {},
    tensors: { "embed.weight": { shape: [config("vocab_size")] } },
    layouts: {},
  });
}

function recordOf(plugin: Plugin, specifier: string): PluginRecord {
  const integrity = integrityOf("code");
  return {
    name: plugin.name,
    version: plugin.version,
    serves: plugin.serves.model_type,
    data: integrityOf(textOf(plugin)),
    from: {
      specifier,
      resolved: specifier,
      integrity,
      modules: [{ url: specifier, bytes: 4, integrity }],
    },
  };
}

/** A store that is not there yet, in a folder for the length of a test. */
function emptyStore(scope: Store["scope"] = "user"): Store & Disposable {
  const project = Deno.makeTempDirSync({ prefix: "tensorferry-store-" });
  return {
    scope,
    folder: join(project, "store"),
    [Symbol.dispose]: () => rmSync(project, { recursive: true }),
  };
}

function put(store: Store, plugin: Plugin, specifier = "jsr:@you/tiny"): PluginRecord {
  const record = recordOf(plugin, specifier);
  putIntoStore(store, record, textOf(plugin));
  return record;
}

Deno.test("a store gives back what was put into it, in the order of names", () => {
  using store = emptyStore();
  assert.deepEqual(readStore(store), []);
  const [tiny, small] = [pluginOf("tiny"), pluginOf("small")];
  const records = [put(store, tiny), put(store, small)];
  assert.deepEqual(readStore(store), records.toReversed());
  assert.deepEqual(readData(store, records[0]!), tiny);
  removeFromStore(store, "tiny");
  assert.deepEqual(readStore(store), [records[1]]);
  assert(!existsSync(dataPath(store.folder, records[0]!)));
  assert.deepEqual(readData(store, records[1]!), small);
});

Deno.test("another version takes the place of the one before, and what a killed add left goes", () => {
  using store = emptyStore();
  put(store, pluginOf("tiny"));
  put(store, pluginOf("tiny-2"));
  const data = join(store.folder, "plugins");
  writeFileSync(join(data, "tiny-0123456789abcdef.json"), "left");
  const newer = put(store, pluginOf("tiny", "1.1.0"));
  assert.deepEqual(readStore(store).map(({ version }) => version), ["1.1.0", "1.0.0"]);
  assert.equal(readData(store, newer).version, "1.1.0");
  assert.equal(readdirSync(data).length, 2);
  assert.deepEqual(readdirSync(store.folder).toSorted(), ["plugins", INDEX_FILE]);
});

Deno.test("a project's store moves with the project", () => {
  using store = emptyStore("project");
  const code = pathToFileURL(join(store.folder, "..", "mixtral", "mod.ts")).href;
  const within = put(store, pluginOf("within"), code);
  const beyond = put(store, pluginOf("beyond"), "file:///elsewhere/mod.ts");
  const text = readFileSync(join(store.folder, INDEX_FILE), "utf8");
  assert.match(text, /"specifier": "\.\/mixtral\/mod\.ts"/);
  assert(!text.includes(code));
  assert.deepEqual(readStore(store), [beyond, within]);
});

Deno.test("readStore() refuses what is no store, and says which file it is", () => {
  using store = emptyStore();
  const record = put(store, pluginOf("tiny"));
  const [module] = record.from.modules;
  const index = (...plugins: unknown[]) => ({ tensorferryPlugins: 1, plugins });
  const cases: [data: unknown, why: RegExp][] = [
    ["{", /it is not JSON/],
    [[], /at tensorferryPlugins/],
    ["5", /at its top/],
    [{ plugins: [] }, /at tensorferryPlugins/],
    [{ ...index(), tensorferryPlugins: 2 }, /at tensorferryPlugins/],
    [{ ...index(), more: 1 }, /at more/],
    [index({ ...record, name: "../up" }), /at plugins\.0\.name/],
    [index({ ...record, name: "a/b" }), /at plugins\.0\.name/],
    [index({ ...record, data: "sha256-/../../../x" }), /at plugins\.0\.data/],
    [index({ ...record, serves: [] }), /at plugins\.0\.serves/],
    [index({ ...record, code: {} }), /at plugins\.0\.code/],
    [index({ ...record, from: { ...record.from, modules: [{ url: 1 }] } }), /modules\.0/],
    [
      index({
        ...record,
        from: { ...record.from, modules: [{ ...module, url: "file://host/x" }] },
      }),
      /"file:\/\/host\/x" is no place of a module/,
    ],
    [
      index({
        ...record,
        from: { ...record.from, modules: [{ ...module, url: "file:///a%2Fb" }] },
      }),
      /is no place of a module/,
    ],
    [index(record, record), /no two plugins of one name/],
    [`{"tensorferryPlugins":1,"plugins":[],"__proto__":{"x":1}}`, /at __proto__/],
    [" ".repeat(5 * 2 ** 20), /bytes are too many/],
  ];
  const path = join(store.folder, INDEX_FILE);
  for (const [data, why] of cases) {
    writeFileSync(path, typeof data === "string" ? data : JSON.stringify(data));
    assert.throws(() => readStore(store), (error) => {
      const { message, tag } = error as { message: string; tag: string };
      assert.equal(tag, "PluginStore");
      assert.match(message, why);
      assert(message.startsWith(`Cannot read ${path}, which says what plugins are installed:`));
      assert.match(message, /Mend it, or remove it and add the plugins again$/);
      return true;
    });
  }
  assert.equal(({} as { x?: number }).x, undefined);
  rmSync(path);
  mkdirSync(path);
  assert.throws(() => readStore(store), /it is no file/);
});

Deno.test("readData() refuses data that is not what was installed", () => {
  using store = emptyStore();
  const record = put(store, pluginOf("tiny"));
  const path = dataPath(store.folder, record);
  const other = textOf(pluginOf("tiny", "6.6.6"));
  const refuses = (record: PluginRecord, why: RegExp) =>
    assert.throws(
      () => readData(store, record),
      (error) => error instanceof PluginError && why.test(error.message),
    );
  writeFileSync(path, other);
  refuses(
    record,
    /is not what was installed: it has sha256-.* and sha256-.* was recorded\. Install/,
  );
  // Whoever can change both can install what he likes; that the two contradict is a fault all the same.
  const forged = { ...record, data: integrityOf(other) };
  writeFileSync(dataPath(store.folder, forged), other);
  refuses(forged, /its data says \["tiny","6\.6\.6",\["tiny"\]\], and \["tiny","1\.0\.0"/);
  rmSync(path);
  refuses(
    record,
    /its data, .*, is gone\. Install it again: tensorferry plugins add jsr:@you\/tiny/,
  );
  const noPlugin = { ...record, data: integrityOf("[]") };
  writeFileSync(dataPath(store.folder, noPlugin), "[]");
  refuses(noPlugin, /Cannot use plugin/);
});

Deno.test("a link beside a file of the store is not followed", () => {
  using store = emptyStore();
  put(store, pluginOf("tiny"));
  const victim = join(store.folder, "..", "victim");
  writeFileSync(victim, "mine");
  symlinkSync(victim, join(store.folder, `${INDEX_FILE}.new`));
  put(store, pluginOf("small"));
  assert.equal(readFileSync(victim, "utf8"), "mine");
  assert.equal(readStore(store).length, 2);
});

Deno.test("a store that cannot be written says so", () => {
  using store = emptyStore();
  writeFileSync(store.folder, "a file where the folder would be");
  assert.throws(
    () => put(store, pluginOf("tiny")),
    /Cannot change the plugins in .*They are as they were/,
  );
});
