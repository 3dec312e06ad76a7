/**
 * Lays out the project of a new plugin.
 *
 * @module
 */
import {
  DestinationError,
  EXIT,
  type ExitCode,
  OptionError,
  printable,
  quoteName,
  statOf,
} from "@tensorferry/core";
import { join, relative, resolve, sep } from "node:path";
import { requireGrants } from "../../grants.ts";
import { printJson } from "../../output/print_json.ts";
import type { Session } from "../../output/screen.ts";
import { builtInPlugins } from "../../plugins/known_plugin.ts";
import { cloneFolder, linkedPackages } from "../../plugins/project/linked_packages.ts";
import { projectFiles } from "../../plugins/project/project.ts";
import { isPluginName } from "../../plugins/specifier.ts";
import { printLines } from "../../report/lines.ts";
import { shellWord } from "../../shell_word.ts";

/** What `plugins new` is asked for. */
export interface NewOptions {
  readonly name: string;
  /** Path of the folder; named like the plugin when absent. */
  readonly folder: string | undefined;
  readonly json: boolean;
}

/** Writes the files of a project. */
export function newPlugin(options: NewOptions, { out }: Session): ExitCode {
  const { name, folder = name, json } = options;
  checkName(name);
  const clone = cloneFolder();
  requireGrants({ read: [folder, ...clone === undefined ? [] : [clone]], write: [folder] });
  const links = clone === undefined
    ? []
    : linkedPackages(clone, ["@tensorferry/core", "@tensorferry/harness"]).map((path) =>
      relative(resolve(folder), path).replaceAll(sep, "/")
    );
  const files = projectFiles(name, links);
  const there = [...files.keys()].filter((file) => statOf(join(folder, file)) !== undefined);
  if (there.length > 0) {
    throw new DestinationError(
      folder,
      `${there.join(", ")} would be written over. Give another folder, or take that away`,
    );
  }
  try {
    Deno.mkdirSync(folder, { recursive: true });
    for (const [file, text] of files) {
      Deno.writeTextFileSync(join(folder, file), text, { createNew: true });
    }
  } catch (cause) {
    throw new DestinationError(folder, (cause as Error).message, { cause });
  }
  if (json) printJson(out, { event: "laid out", plugin: name, folder, files: [...files.keys()] });
  else {
    printLines(out, [
      `Laid out ${[...files.keys()].join(", ")} in ${printable(folder)}`,
      `Next: cd ${printable(shellWord(folder))} && deno task check`,
    ]);
  }
  return EXIT.ok;
}

function checkName(name: string): void {
  if (!isPluginName(name)) {
    throw new OptionError(
      `Cannot name a plugin ${
        quoteName(name)
      }: a name has up to 64 of a-z, 0-9, _ and -, and begins with a letter`,
    );
  }
  const rival = builtInPlugins.find((known) => known.name === name || known.serves.includes(name));
  if (rival === undefined) return;
  throw new OptionError(
    `Cannot name a plugin ${name}: ${
      rival.name === name ? "one of this name" : `plugin ${rival.name}, which serves ${name},`
    } is built in. Give another name; which model_type it serves is said in its mod.ts`,
  );
}
