/**
 * Places of code on a disk, which move with a project.
 *
 * A project's store is committed with it, and lies elsewhere on another machine: what is within the project is recorded as `./…`.
 *
 * @module
 */
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { PluginRecord } from "./record.ts";

const HERE = "./";

/** Whether a URL is that of a file. */
export function isOnDisk(url: string): boolean {
  return url.startsWith("file:");
}

/** The path of a file on a disk of this machine; nothing for the URL of another machine, and for none at all. */
export function pathOf(url: string): string | undefined {
  if (URL.parse(url)?.host !== "") return undefined;
  try {
    return fileURLToPath(url);
  } catch {
    return undefined; // Such as one with an escaped slash.
  }
}

/** A record with places within the project as seen from its folder. */
export function asSeenFrom(folder: string, record: PluginRecord): PluginRecord {
  const base = baseOf(folder);
  return withUrls(record, (url) => url.startsWith(base) ? HERE + url.slice(base.length) : url);
}

/** The same record with whole URLs. */
export function asWhole(folder: string, record: PluginRecord): PluginRecord {
  const base = baseOf(folder);
  return withUrls(record, (url) => url.startsWith(HERE) ? URL.parse(url, base)?.href ?? url : url);
}

/** The URL of the folder that a store's folder lies in. */
function baseOf(folder: string): string {
  return `${pathToFileURL(dirname(folder)).href.replace(/\/$/, "")}/`;
}

function withUrls(record: PluginRecord, change: (url: string) => string): PluginRecord {
  const { specifier, resolved, modules } = record.from;
  return {
    ...record,
    from: {
      ...record.from,
      specifier: change(specifier),
      resolved: change(resolved),
      modules: modules.map((module) => ({ ...module, url: change(module.url) })),
    },
  };
}
