/**
 * Installed plugins as they are used.
 *
 * @module
 */
import { PluginError, statOf } from "@tensorferry/core";
import { requireGrants } from "../../grants.ts";
import { integrityOf } from "../data.ts";
import type { KnownPlugin } from "../known_plugin.ts";
import { readData } from "./data_file.ts";
import { commandFor, type Store } from "./place.ts";
import type { PluginRecord } from "./record.ts";
import { isOnDisk, pathOf } from "./relative_urls.ts";
import { readStore } from "./store.ts";

/**
 * The plugins of a store.
 *
 * @throws StoreError when it is not to be read.
 */
export function pluginsIn(store: Store): KnownPlugin[] {
  return readStore(store).map((record) => ({
    name: record.name,
    version: record.version,
    serves: record.serves,
    origin: store.scope,
    specifier: record.from.specifier,
    integrity: record.data,
    record,
    load() {
      const why = whyStale(store, record);
      if (why !== undefined) throw new PluginError(record.name, why);
      return readData(store, record);
    },
  }));
}

/**
 * Why the code of an installed plugin is not what it was when it was added; nothing where it is, or lies on no disk here.
 *
 * @throws GrantError when it cannot be read.
 */
function whyStale(
  store: Store,
  { name, from: { specifier, modules } }: PluginRecord,
): string | undefined {
  const local = modules.flatMap((module) => {
    const path = isOnDisk(module.url) ? pathOf(module.url) : undefined;
    return path === undefined ? [] : [{ ...module, path }];
  });
  requireGrants({ read: local.map(({ path }) => path) });
  for (const { path, bytes, integrity } of local) {
    const stat = statOf(path);
    if (stat === undefined) {
      return `${path} is no longer there since it was added. Add it from where it is now, or remove it: ${
        commandFor(store, "remove", name)
      }`;
    }
    const isAsItWas = stat.isFile && stat.size === bytes &&
      integrityOf(Deno.readFileSync(path)) === integrity;
    if (isAsItWas) continue;
    return `${path} has changed since it was added. To use it as it is now: ${
      commandFor(store, "add", specifier)
    }`;
  }
  return undefined;
}
