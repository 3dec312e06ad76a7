/**
 * Installs a plugin.
 *
 * @module
 */
import { EXIT, type ExitCode, PluginError, printable } from "@tensorferry/core";
import type { LocatedPlugin } from "@tensorferry/sandbox";
import { printJson } from "../../output/print_json.ts";
import type { Session } from "../../output/screen.ts";
import { integrityOf, textOf } from "../../plugins/data.ts";
import { evaluateLocated } from "../../plugins/evaluated.ts";
import { knownPlugins } from "../../plugins/candidates.ts";
import { builtInPlugins, describePlugin } from "../../plugins/known_plugin.ts";
import { samePlugin } from "../../plugins/specifier.ts";
import { commandFor, folderToChange, type Scope, type Store } from "../../plugins/store/place.ts";
import type { PluginRecord } from "../../plugins/store/record.ts";
import { putIntoStore, readStore } from "../../plugins/store/store.ts";
import { type Fact, factLines, printLines } from "../../report/lines.ts";

/** What `plugins add` is asked for. */
export interface AddOptions {
  readonly specifier: string;
  /** The hash that the code has to have. */
  readonly integrity: string | undefined;
  readonly local: boolean;
  readonly trust: boolean;
  readonly json: boolean;
}

/** Evaluates a plugin, installs its data, and tells what it is. */
export async function add(options: AddOptions, { out }: Session): Promise<ExitCode> {
  const { local, trust, json } = options;
  const scope: Scope = local ? "project" : "user";
  const store = { scope, folder: folderToChange(scope, { run: true }) };
  const installed = readStore(store);
  const { located, plugin } = await evaluateLocated(
    options.specifier,
    trust,
    { fresh: true, check: (located) => checkIntegrity(located, options.integrity) },
  );
  const { code: _, ...from } = located;
  const text = textOf(plugin);
  const record: PluginRecord = {
    name: plugin.name,
    version: plugin.version,
    serves: plugin.serves.model_type,
    data: integrityOf(text),
    from,
  };
  const before = installed.find(({ name }) => name === record.name);
  checkName(record, before, store);
  putIntoStore(store, record, text);
  const added = {
    event: eventOf(record, before),
    plugin: record.name,
    version: record.version,
    ...(before !== undefined && { before: { version: before.version, ...hashesOf(before) } }),
    modelTypes: record.serves,
    layouts: ["hf", ...Object.keys(plugin.layouts)],
    origin: scope,
    specifier: located.specifier,
    resolved: located.resolved,
    ...hashesOf(record),
    alsoServedBy: await rivalsOf(record, scope),
  };
  if (json) printJson(out, added);
  else printLines(out, addedLines(added, before).map(printable));
  return EXIT.ok;
}

/** What was done. */
interface Added {
  readonly event: "added" | "updated" | "unchanged";
  readonly plugin: string;
  readonly version: string;
  readonly modelTypes: readonly string[];
  readonly layouts: readonly string[];
  readonly origin: Scope;
  readonly specifier: string;
  readonly resolved: string;
  /** Of the code. */
  readonly integrity: string;
  /** Of the data. */
  readonly data: string;
  /** Other plugins for some of the same models. */
  readonly alsoServedBy: readonly string[];
}

function hashesOf({ data, from: { integrity } }: PluginRecord) {
  return { integrity, data };
}

function eventOf(record: PluginRecord, before: PluginRecord | undefined): Added["event"] {
  if (before === undefined) return "added";
  return record.data === before.data && record.from.integrity === before.from.integrity
    ? "unchanged"
    : "updated";
}

function* addedLines(added: Added, before: PluginRecord | undefined): Generator<string> {
  const { event, plugin, version, origin, specifier, resolved, integrity } = added;
  const whose = origin === "project" ? " to this project" : "";
  yield event === "added"
    ? `Added ${plugin} ${version}${whose}`
    : event === "updated"
    ? `Updated ${plugin} ${before!.version} to ${version}`
    : `${plugin} ${version} is what was added before`;
  const was = before === undefined || before.from.integrity === integrity
    ? ""
    : ` (was ${before.from.integrity})`;
  const facts: Fact[] = [
    ["Serves", added.modelTypes.join(", ")],
    ["Layouts", added.layouts.join(", ")],
    ["From", resolved === specifier ? specifier : `${specifier}, ${resolved}`],
    ["Integrity", integrity + was],
  ];
  yield* factLines(facts);
  if (added.alsoServedBy.length > 0) {
    yield `Served by ${
      added.alsoServedBy.join(" and ")
    } too: choose with --plugin, as in --plugin ${plugin}`;
  }
}

function checkIntegrity(located: LocatedPlugin, wanted: string | undefined): void {
  if (wanted === undefined || wanted === located.integrity) return;
  throw new PluginError(
    located.specifier,
    `its code has ${located.integrity}, and --integrity asks for ${wanted}. None of it was run`,
  );
}

/** A name stands for one plugin. */
function checkName(
  { name, from }: PluginRecord,
  before: PluginRecord | undefined,
  store: Store,
): void {
  if (builtInPlugins.some((known) => known.name === name)) {
    throw new PluginError(
      name,
      `${from.specifier} has the name of a plugin that is built in. Give it another, or use it for one run with --plugin`,
    );
  }
  if (before === undefined || samePlugin(before.from.specifier, from.specifier)) return;
  throw new PluginError(
    name,
    `${from.specifier} has the name of one that was added from ${before.from.specifier}. ` +
      `Remove that first: ${commandFor(store, "remove", name)}`,
  );
}

/** Other plugins that serve some model that this one serves. */
async function rivalsOf({ name, serves }: PluginRecord, scope: Scope): Promise<string[]> {
  return (await knownPlugins()).plugins
    .filter((other) => other.name !== name || other.origin !== scope)
    .filter((other) => other.serves.some((modelType) => serves.includes(modelType)))
    .map(describePlugin);
}
