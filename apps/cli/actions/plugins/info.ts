/**
 * Shows a plugin.
 *
 * @module
 */
import { EXIT, type ExitCode, formatByteSize, printable } from "@tensorferry/core";
import type { Plugin } from "@tensorferry/core/plugin";
import { requireGrants } from "../../grants.ts";
import { printJson } from "../../output/print_json.ts";
import type { Screen, Session } from "../../output/screen.ts";
import { table } from "../../output/table.ts";
import { counted } from "../../output/words.ts";
import {
  grantsOfPlugins,
  knownPlugins,
  loadAll,
  type LoadedPlugin,
  pluginsNamed,
} from "../../plugins/candidates.ts";
import { evaluate, givenPlugin } from "../../plugins/evaluated.ts";
import { type KnownPlugin, originText } from "../../plugins/known_plugin.ts";
import { namedPlugin } from "../../plugins/specifier.ts";
import type { RecordedCode } from "../../plugins/store/record.ts";
import { type Fact, factLines, heading, printLines } from "../../report/lines.ts";

/** What `plugins info` is asked for. */
export interface InfoOptions {
  /** A name, or a specifier. */
  readonly plugin: string;
  readonly trust: boolean;
  readonly json: boolean;
}

/** What there is to say of a plugin. */
interface PluginInfo {
  readonly plugin: string;
  readonly version: string;
  readonly modelTypes: readonly string[];
  readonly origin: KnownPlugin["origin"];
  /** Absent where it is built in. */
  readonly code?: Code;
  /** A hash of its data; absent where it is built in. */
  readonly data?: string;
  /** Name patterns of the tensors of `hf`. */
  readonly tensors?: number;
  readonly layouts?: readonly ListedLayout[];
  /** Why it cannot be used, such as that it changed since it was added. */
  readonly problem?: string;
}

/** Where a plugin's code is, or was when it was added. */
interface Code extends Omit<RecordedCode, "modules"> {
  readonly modules: number;
  /** Of all modules. */
  readonly bytes: number;
}

interface ListedLayout {
  readonly layout: string;
  readonly rules: number;
  readonly description: string;
}

/** Prints what a plugin serves, where it is from, and whether it is what was added. */
export async function info(options: InfoOptions, { out }: Session): Promise<ExitCode> {
  const infos = await infosOf(options);
  if (options.json) {
    for (const info of infos) printJson(out, info);
  } else {
    for (const [i, info] of infos.entries()) {
      if (i > 0) printLines(out, [""]);
      printLines(out, infoLines(info, out));
    }
  }
  return EXIT.ok;
}

async function infosOf({ plugin, trust }: InfoOptions): Promise<PluginInfo[]> {
  const named = namedPlugin(plugin);
  if (named !== undefined) {
    const loaded = loadAll(pluginsNamed(named, await knownPlugins()));
    return loaded.map((one) => infoOf(one, one.record?.from));
  }
  requireGrants(grantsOfPlugins({ plugin: [plugin], trust }));
  const evaluated = await evaluate(plugin, trust);
  const loaded = loadAll([givenPlugin(evaluated)]);
  return loaded.map((one) => infoOf(one, evaluated.located));
}

function infoOf(loaded: LoadedPlugin, located: RecordedCode | undefined): PluginInfo {
  const { name, version, serves, origin, integrity } = loaded;
  return {
    plugin: name,
    version,
    modelTypes: serves,
    origin,
    ...(located !== undefined && { code: codeAt(located) }),
    ...(integrity !== undefined && { data: integrity }),
    ...("problem" in loaded ? { problem: loaded.problem } : shapeOf(loaded.plugin)),
  };
}

function codeAt({ specifier, resolved, version, integrity, modules }: RecordedCode): Code {
  const bytes = modules.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    specifier,
    resolved,
    ...(version !== undefined && { version }),
    integrity,
    modules: modules.length,
    bytes,
  };
}

function shapeOf({ tensors, layouts }: Plugin): Pick<PluginInfo, "tensors" | "layouts"> {
  return {
    tensors: Object.keys(tensors).length,
    layouts: [
      { layout: "hf", rules: 0, description: "as the Hugging Face Hub has it" },
      ...Object.entries(layouts).map(([layout, { rules, description }]) => ({
        layout,
        rules: rules.length,
        description,
      })),
    ],
  };
}

const COLUMNS = [
  { title: "LAYOUT" },
  { title: "RULES", align: "right" },
  { title: "DESCRIPTION" },
] as const;

function* infoLines(info: PluginInfo, screen: Screen): Generator<string> {
  const { plugin, version, modelTypes, origin, code, data, tensors, layouts, problem } = info;
  yield heading(screen, printable(`${plugin} ${version}`));
  const facts: Fact[] = [["Serves", modelTypes.join(", ")]];
  if (tensors !== undefined) facts.push(["Tensors", counted(tensors, "name pattern")]);
  facts.push(["Whose", originText({ origin, ...code })]);
  if (code !== undefined) {
    const { specifier, resolved, integrity, modules, bytes } = code;
    if (resolved !== specifier) facts.push(["Found at", resolved]);
    facts.push(["Code", `${counted(modules, "module")}, ${formatByteSize(bytes)}`]);
    facts.push(["Integrity", integrity]);
  }
  if (data !== undefined) facts.push(["Data", data]);
  if (origin === "user" || origin === "project") {
    facts.push(["State", problem ?? "as it was added"]);
  }
  yield* factLines(facts.map(([name, value]) => [name, printable(value)]));
  if (layouts === undefined) return;
  yield "";
  yield* table(
    COLUMNS,
    layouts.map(({ layout, rules, description }) => [
      layout,
      String(rules),
      printable(description),
    ]),
  );
}
