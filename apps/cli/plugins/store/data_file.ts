/**
 * The file of an installed plugin's data.
 *
 * @module
 */
import { PluginError, statOf } from "@tensorferry/core";
import { type Plugin, readPlugin } from "@tensorferry/core/plugin";
import { join } from "node:path";
import { integrityOf } from "../data.ts";
import { commandFor, type Store } from "./place.ts";
import type { PluginRecord } from "./record.ts";

/** The folder of the files of data, within a store's. */
export const DATA_FOLDER = "plugins";

/** The data of an example has 20 kB, and what evaluates a plugin takes 16 MiB, before they are laid out in lines. */
const MAX_DATA_BYTES = 64 * 2 ** 20;

/** Hexadecimal digits of the hash in the name of a file: enough for two versions of a plugin to have two names. */
const DIGITS = 16;

/** The path of a plugin's data. Its name has its hash, so that what is added anew does not replace what is in use before it is complete. */
export function dataPath(
  folder: string,
  { name, data }: Pick<PluginRecord, "name" | "data">,
): string {
  const hash = Uint8Array.fromBase64(data.replace(/^sha256-/, "")).toHex();
  return join(folder, DATA_FOLDER, `${name}-${hash.slice(0, DIGITS)}.json`);
}

/** Whether a file may be the data of a plugin, in this version or another. */
export function isDataOf(name: string, file: string): boolean {
  return file.startsWith(`${name}-`) && /^[0-9a-f]{16}\.json$/.test(file.slice(name.length + 1));
}

/**
 * Data that can be read again.
 *
 * @throws PluginError when it is too large.
 */
export function checkedText(text: string, name: string): string {
  const { length } = new TextEncoder().encode(text);
  if (length <= MAX_DATA_BYTES) return text;
  throw new PluginError(name, `its data has ${length} bytes; at most ${MAX_DATA_BYTES} are kept`);
}

/**
 * Reads the data of an installed plugin.
 *
 * @throws PluginError when it is not what was installed.
 */
export function readData(store: Store, record: PluginRecord): Plugin {
  const path = dataPath(store.folder, record);
  const again = `Install it again: ${commandFor(store, "add", record.from.specifier)}`;
  const stat = statOf(path);
  if (!stat?.isFile || stat.size > MAX_DATA_BYTES) {
    throw new PluginError(
      record.name,
      `its data, ${path}, is ${
        stat === undefined ? "gone" : "no file, or too large for one"
      }. ${again}`,
    );
  }
  const text = Deno.readTextFileSync(path);
  const found = integrityOf(text);
  if (found !== record.data) {
    throw new PluginError(
      record.name,
      `${path} is not what was installed: it has ${found}, and ${record.data} was recorded. ${again}`,
    );
  }
  const plugin = readPlugin(JSON.parse(text), record.name);
  const { name, version, serves } = plugin;
  const says = JSON.stringify([name, version, serves.model_type]);
  const recorded = JSON.stringify([record.name, record.version, record.serves]);
  if (says !== recorded) {
    throw new PluginError(
      record.name,
      `its data says ${says}, and ${recorded} was recorded. ${again}`,
    );
  }
  return plugin;
}
