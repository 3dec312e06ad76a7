/**
 * Writes a checkpoint in another layout.
 *
 * @module
 */
import {
  checkDestination,
  type Checkpoint,
  EXIT,
  type ExitCode,
  formatByteSize,
  type Plan,
  printable,
  writeCheckpoint,
} from "@tensorferry/core";
import { written } from "../composition.ts";
import { pathsToRead, requireGrants } from "../grants.ts";
import { printJson } from "../output/print_json.ts";
import type { Session } from "../output/screen.ts";
import { counted, formatDuration } from "../output/words.ts";
import { openReporter } from "../progress/reporter.ts";
import { factLines, nameFact, printLines, warningLines } from "../report/lines.ts";
import { tensorsIn } from "../report/plan_counts.ts";
import { exceptionFacts, planTitle } from "../report/plan_text.ts";
import { stoppable } from "../signals.ts";
import { printPlan } from "./plan.ts";
import { type ConversionChoices, planAsAsked, withCheckpoint } from "./planning.ts";

/** What `convert` is asked for. */
export interface ConvertOptions extends ConversionChoices {
  readonly source: string;
  readonly destination: string;
  readonly dryRun: boolean;
  readonly overwrite: boolean;
  readonly noSync: boolean;
  readonly json: boolean;
}

/** Converts, and tells how it goes. */
export async function convert(options: ConvertOptions, session: Session): Promise<ExitCode> {
  const { source, destination, config, dryRun, overwrite, noSync, json } = options;
  const paths = pathsToRead(source, config);
  requireGrants({ read: [...paths, destination], write: dryRun ? [] : [destination] });
  await withCheckpoint(source, config, async (checkpoint) => {
    checkDestination(destination, checkpoint, { overwrite });
    const plan = planAsAsked(checkpoint, options);
    if (dryRun) return printPlan(plan, json, session);
    tellBeginning(plan, destination, json, session);
    const reporter = openReporter(session, json);
    const began = performance.now();
    try {
      await stoppable((signal) =>
        writeCheckpoint(plan, checkpoint, destination, {
          container: written,
          overwrite,
          sync: !noSync,
          signal,
          onProgress: ({ file, done, total }) => reporter.report({ done, total, at: file }),
        })
      );
    } finally {
      reporter.end();
    }
    const seconds = (performance.now() - began) / 1000;
    tellEnd(plan, checkpoint, destination, seconds, json, session);
  });
  return EXIT.ok;
}

function tellBeginning(plan: Plan, destination: string, json: boolean, session: Session): void {
  if (!json) {
    const size = formatByteSize(plan.bytesWritten);
    printLines(session.err, [
      planTitle(plan),
      `Writing ${size} to ${printable(destination)}`,
      ...warningLines(plan.warnings),
    ]);
    return;
  }
  const { shards, sources, groups, ...summary } = plan;
  printJson(session.out, {
    event: "plan",
    ...summary,
    destination,
    ties: plan.ties.map(({ tensor, tiedTo }) => ({ tensor, tiedTo })),
    sources: sources.length,
    groups: groups.length,
    tensors: tensorsIn(plan),
    files: shards.map(({ file, byteLength }) => ({ file, byteLength })),
  });
}

function tellEnd(
  plan: Plan,
  { leftBehind }: Checkpoint,
  destination: string,
  seconds: number,
  json: boolean,
  { out }: Session,
): void {
  const bytesPerSecond = Math.round(plan.bytesWritten / seconds);
  const tensors = tensorsIn(plan);
  if (json) {
    const { bytesWritten } = plan;
    const files = plan.shards.map(({ file }) => file);
    printJson(out, {
      event: "done",
      destination,
      files,
      tensors,
      bytesWritten,
      leftBehind,
      seconds,
      bytesPerSecond,
    });
    return;
  }
  const size = `${formatByteSize(plan.bytesWritten)} in ${counted(plan.shards.length, "file")}`;
  const pace = `${formatDuration(seconds)}, ${formatByteSize(bytesPerSecond)}/s`;
  printLines(out, [
    `Wrote ${counted(tensors, "tensor")}, ${size}, to ${printable(destination)} (${pace})`,
    ...factLines([...exceptionFacts(plan), ...nameFact("Stays behind", leftBehind)]),
  ]);
}
