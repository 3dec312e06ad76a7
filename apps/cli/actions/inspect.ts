/**
 * Shows what a checkpoint holds.
 *
 * @module
 */
import { EXIT, type ExitCode } from "@tensorferry/core";
import { pathsToRead, requireGrants } from "../grants.ts";
import type { Session } from "../output/screen.ts";
import { printJson } from "../output/print_json.ts";
import { grantsOfPlugins } from "../plugins/candidates.ts";
import { printLines } from "../report/lines.ts";
import { inspectCheckpoint } from "../report/inspection.ts";
import { inspectionLines } from "../report/inspection_text.ts";
import { type SourceChoices, withCheckpoint } from "./planning.ts";

/** What `inspect` is asked for. */
export interface InspectOptions extends SourceChoices {
  readonly source: string;
  readonly json: boolean;
}

/** Prints what the headers of a checkpoint tell. */
export async function inspect(
  { source, json, ...choices }: InspectOptions,
  { out }: Session,
): Promise<ExitCode> {
  requireGrants(
    { read: pathsToRead([source, ...choices.overlay], choices.config) },
    grantsOfPlugins(choices),
  );
  await withCheckpoint(source, choices, (checkpoint, plugins) => {
    const inspection = inspectCheckpoint(checkpoint, plugins);
    if (json) printJson(out, inspection);
    else printLines(out, inspectionLines(inspection, out));
  });
  return EXIT.ok;
}
