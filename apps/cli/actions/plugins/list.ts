/**
 * Lists the plugins.
 *
 * @module
 */
import { EXIT, type ExitCode, printable } from "@tensorferry/core";
import { printJson } from "../../output/print_json.ts";
import type { Session } from "../../output/screen.ts";
import { table } from "../../output/table.ts";
import { knownPlugins, loadAll, type LoadedPlugin } from "../../plugins/candidates.ts";
import { notLookedAt } from "../../plugins/installed.ts";
import { printLines, warningLines } from "../../report/lines.ts";

const COLUMNS = [
  { title: "PLUGIN" },
  { title: "VERSION" },
  { title: "MODEL TYPES" },
  { title: "LAYOUTS" },
  { title: "WHOSE" },
] as const;

/** Prints which plugin serves which architectures. */
export async function list(
  { json }: { readonly json: boolean },
  { out, err }: Session,
): Promise<ExitCode> {
  const { plugins, closed } = await knownPlugins();
  const loaded = loadAll(plugins);
  if (json) printJson(out, loaded.map(listed));
  else {
    const rows = loaded.map(listed).map(({ plugin, version, modelTypes, layouts, origin }) => [
      plugin,
      printable(version),
      printable(modelTypes.join(", ")),
      layouts?.join(", ") ?? "cannot be used",
      origin,
    ]);
    printLines(out, table(COLUMNS, rows));
    printLines(err, warningLines(loaded.flatMap((one) => "problem" in one ? [one.problem] : [])));
  }
  if (closed.length > 0) printLines(err, [notLookedAt(closed)]);
  return EXIT.ok;
}

/** A plugin in the list. */
interface ListedPlugin {
  readonly plugin: string;
  readonly version: string;
  readonly modelTypes: readonly string[];
  /** Absent where there is a problem. */
  readonly layouts?: readonly string[];
  readonly origin: string;
  readonly specifier?: string;
  readonly integrity?: string;
  readonly problem?: string;
}

function listed(known: LoadedPlugin): ListedPlugin {
  const { name: plugin, version, serves: modelTypes, origin, specifier, integrity } = known;
  return {
    plugin,
    version,
    modelTypes,
    ...("plugin" in known && { layouts: ["hf", ...Object.keys(known.plugin.layouts)] }),
    origin,
    ...(specifier !== undefined && { specifier }),
    ...(integrity !== undefined && { integrity }),
    ...("problem" in known && { problem: known.problem }),
  };
}
