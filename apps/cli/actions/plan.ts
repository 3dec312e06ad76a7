/**
 * Shows what a conversion would do.
 *
 * @module
 */
import { EXIT, type ExitCode } from "@tensorferry/core";
import { pathsToRead, requireGrants } from "../grants.ts";
import { printJson } from "../output/print_json.ts";
import type { Session } from "../output/screen.ts";
import { grantsOfPlugins } from "../plugins/candidates.ts";
import { printLines } from "../report/lines.ts";
import { planLines } from "../report/plan_text.ts";
import { type ConversionChoices, planAsAsked, withCheckpoint } from "./planning.ts";
import { type PlanWithWaiting, planWithWaiting } from "./waiting.ts";

/** What `plan` is asked for. */
export interface PlanOptions extends ConversionChoices {
  readonly source: string;
  readonly json: boolean;
}

/** Prints a plan; as JSON it is the plan itself. */
export async function plan(options: PlanOptions, session: Session): Promise<ExitCode> {
  const { source, overlay, config } = options;
  requireGrants(
    { read: pathsToRead([source, ...overlay], config) },
    grantsOfPlugins(options),
  );
  const plan = await withCheckpoint(
    source,
    options,
    (checkpoint, plugins) =>
      planWithWaiting(checkpoint, planAsAsked(checkpoint, options, plugins), options),
  );
  printPlan(plan, options.json, session);
  return EXIT.ok;
}

/** Prints a plan that was made. */
export function printPlan(plan: PlanWithWaiting, json: boolean, { out }: Session): void {
  if (json) printJson(out, plan);
  else printLines(out, planLines(plan, out));
}
