/**
 * Removes an installed plugin.
 *
 * @module
 */
import { EXIT, type ExitCode, OptionError, printable } from "@tensorferry/core";
import { printJson } from "../../output/print_json.ts";
import type { Session } from "../../output/screen.ts";
import { installedPlugins } from "../../plugins/installed.ts";
import { describePlugin } from "../../plugins/known_plugin.ts";
import { folderToChange, type Scope } from "../../plugins/store/place.ts";
import { readStore, removeFromStore } from "../../plugins/store/store.ts";
import { printLines } from "../../report/lines.ts";

/** What `plugins remove` is asked for. */
export interface RemoveOptions {
  readonly name: string;
  readonly local: boolean;
  readonly json: boolean;
}

/** Removes a plugin's data and record. */
export async function remove(
  { name, local, json }: RemoveOptions,
  { out }: Session,
): Promise<ExitCode> {
  const scope: Scope = local ? "project" : "user";
  const store = { scope, folder: folderToChange(scope) };
  const record = readStore(store).find((record) => record.name === name);
  if (record === undefined) {
    throw new OptionError(`Cannot remove ${name}: ${await whyNone(name, scope)}`);
  }
  removeFromStore(store, name);
  const { version, from: { specifier } } = record;
  if (json) {
    printJson(out, { event: "removed", plugin: name, version, origin: scope, specifier });
  } else {
    const removed = describePlugin({ name, version, origin: scope, specifier });
    printLines(out, [printable(`Removed ${removed}`)]);
  }
  return EXIT.ok;
}

async function whyNone(name: string, scope: Scope): Promise<string> {
  const [elsewhere] = (await installedPlugins()).plugins.filter((plugin) => plugin.name === name);
  if (elsewhere === undefined) {
    return "no such plugin is installed. See tensorferry plugins list";
  }
  return scope === "user"
    ? "it is one of the project in the working directory. Give --local to remove it there"
    : "it is one of yours, and not of the project. Leave --local out to remove it";
}
