/**
 * Plugins that were installed.
 *
 * @module
 */
import { statOf } from "@tensorferry/core";
import { join } from "node:path";
import { areGranted, flagsFor, type NeededGrants } from "../grants.ts";
import type { KnownPlugin } from "./known_plugin.ts";
import { grantsOfStore, INDEX_FILE, type Scope, storeFolder } from "./store/place.ts";

/** A store that was not looked into, and what Deno would have to allow for it. */
export interface ClosedStore {
  readonly scope: Scope;
  readonly grants: NeededGrants;
}

/** What was found in the stores. */
export interface Installed {
  readonly plugins: readonly KnownPlugin[];
  readonly closed: readonly ClosedStore[];
}

const SCOPES: readonly Scope[] = ["user", "project"];

/**
 * Looks into the stores, as far as Deno allows it: whoever does not grant it does without installed plugins.
 *
 * @throws StoreError when one of them is not to be read.
 */
export async function installedPlugins(): Promise<Installed> {
  const plugins: KnownPlugin[] = [];
  const closed: ClosedStore[] = [];
  for (const scope of SCOPES) {
    const grants = grantsOfStore(scope);
    if (!areGranted(grants)) {
      closed.push({ scope, grants });
      continue;
    }
    const folder = storeFolder(scope);
    // What reads a store takes 5 MB, and most users have none.
    if (folder === undefined || statOf(join(folder, INDEX_FILE)) === undefined) continue;
    const { pluginsIn } = await import("./store/installed_plugin.ts");
    plugins.push(...pluginsIn({ scope, folder }));
  }
  return { plugins, closed };
}

/** That stores were not looked into, and what would allow it. */
export function notLookedAt(closed: readonly ClosedStore[]): string {
  const whose = closed.map(({ scope }) => scope === "user" ? "for you" : "in this project");
  return `Plugins that are installed ${whose.join(" and ")} were not looked at: ${
    flagsFor(...closed.map(({ grants }) => grants))
  } would allow it`;
}
