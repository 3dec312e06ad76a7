/**
 * Lists the plugins.
 *
 * @module
 */
import { EXIT, type ExitCode } from "@tensorferry/core";
import { plugins as known } from "../composition.ts";
import { printJson } from "../output/print_json.ts";
import type { Session } from "../output/screen.ts";
import { table } from "../output/table.ts";
import { printLines } from "../report/lines.ts";

const COLUMNS = [
  { title: "PLUGIN" },
  { title: "VERSION" },
  { title: "MODEL TYPES" },
  { title: "LAYOUTS" },
] as const;

/** Prints which plugin serves which architectures. */
export function plugins({ json }: { readonly json: boolean }, { out }: Session): Promise<ExitCode> {
  const found = known.map(({ name, version, serves, layouts }) => ({
    plugin: name,
    version,
    modelTypes: serves.model_type,
    layouts: ["hf", ...Object.keys(layouts)],
  }));
  if (json) printJson(out, found);
  else {
    const rows = found.map(({ plugin, version, modelTypes, layouts }) => [
      plugin,
      version,
      modelTypes.join(", "),
      layouts.join(", "),
    ]);
    printLines(out, table(COLUMNS, rows));
  }
  return Promise.resolve(EXIT.ok);
}
