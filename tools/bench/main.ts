/**
 * `deno task bench`: what conversions cost, held against `cp` and `cmp` of the same bytes.
 *
 * A benchmark and not a test: a machine that is busy fails nothing.
 *
 * @module
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXIT, formatByteSize } from "@tensorferry/core";
import { type Options, readOptions, USAGE } from "./options.ts";
import { withModuleCache } from "./measure/module_cache.ts";
import { entries } from "./programs.ts";
import { type SectionReport, sectionText, writeDocument } from "./report/document.ts";
import { loadWarning, lookAtMachine, type Machine, machineLine } from "./report/machine.ts";
import { measuredLine, missingLine } from "./report/table_line.ts";
import type { Row } from "./rows/row.ts";
import { type Measured, NotHere, runRow } from "./run_row.ts";
import { neededFor } from "./sources/recipes.ts";
import { openSourceFolder } from "./sources/source_folder.ts";

/** What came of a row. */
type Outcome = Measured | { readonly row: Row; readonly missing: string; readonly failed: boolean };

function tell(text: string): void {
  console.error(text);
}

/**
 * Runs rows until the signal; what was made for them is gone then, unless it is to be kept.
 *
 * @param note called after each row with what came of all so far: hours of measuring are not lost with the last row.
 */
async function runRows(
  options: Options,
  dir: string,
  stop: AbortSignal,
  note: (outcomes: readonly Outcome[]) => Promise<void>,
): Promise<Outcome[]> {
  const { rows, runs, size, keep } = options;
  const sources = openSourceFolder(dir, size, tell);
  const out = join(dir, `made-${Deno.pid}`);
  const outcomes: Outcome[] = [];
  for (const [i, row] of rows.entries()) {
    if (stop.aborted) break;
    const places = { source: sources.path, out, synced: row.section === "synced", size };
    try {
      for (const name of namesOf(row)) await sources.make(name);
      outcomes.push(await runRow(row, { places, runs, tell }));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      tell(`${row.name}: ${error.message}`);
      const failed = !(error instanceof NotHere);
      outcomes.push({ row, missing: failed ? "it failed" : error.message, failed });
      await Deno.remove(out, { recursive: true }).catch(() => {});
    }
    if (!stop.aborted) await note(outcomes);
    const left = stop.aborted ? [] : rows.slice(i + 1);
    if (!keep) await sources.removeAllBut(neededFor(left.flatMap(namesOf)));
  }
  return outcomes;
}

function namesOf({ ours, yardstick }: Row) {
  return [...ours.reads, ...(yardstick?.reads ?? [])];
}

/** Checkpoints that are kept stay where they are. */
async function removeEmpty(folder: string): Promise<void> {
  if (Deno.readDirSync(folder).next().done) await Deno.remove(folder);
}

/** The sections of the report, each with the rows that were run. */
function reportsOf(
  outcomes: readonly Outcome[],
  machine: Machine,
  { runs, size }: Options,
): SectionReport[] {
  const bySection = Map.groupBy(outcomes, ({ row }) => row.section);
  const bus = `Memory bus: ${formatByteSize(machine.bus)}/s.`;
  return [...bySection].map(([section, outcomes]) => ({
    section,
    heading: `${machineLine(machine)}; checkpoints of ${formatByteSize(size)}.`,
    remark: [bus, `Runs of each side: up to ${runs}.`, loadWarning(machine)].join(" ").trimEnd(),
    lines: outcomes.map((outcome) =>
      "missing" in outcome
        ? missingLine(outcome, outcome.missing)
        : measuredLine(outcome, machine.bus)
    ),
  }));
}

async function bench(options: Options): Promise<number> {
  if (options.list) {
    for (const { name, section, work } of options.rows) console.log(`${section}\t${name}\t${work}`);
    return 0;
  }
  const dir = options.dir ?? join(tmpdir(), "tensorferry-bench");
  await Deno.mkdir(dir, { recursive: true });
  const machine = lookAtMachine(dir);
  tell(`${machineLine(machine)} ${loadWarning(machine)}`);
  const stop = new AbortController();
  // The terminal stops what is being measured as well, and with it the row.
  Deno.addSignalListener("SIGINT", () => stop.abort());
  const note = async (outcomes: readonly Outcome[]) => {
    if (options.write) await writeDocument(reportsOf(outcomes, machine, options));
  };
  const outcomes = await withModuleCache(
    dir,
    entries(),
    () => runRows(options, dir, stop.signal, note),
  );
  if (options.dir === undefined) await removeEmpty(dir);
  if (stop.signal.aborted) return EXIT.interrupted;
  const reports = reportsOf(outcomes, machine, options);
  if (options.json) console.log(JSON.stringify({ machine, outcomes }, null, 2));
  else {for (const report of reports) {
      console.log(`\n## ${report.section}\n\n${sectionText(report)}`);
    }}
  return outcomes.some((outcome) => "missing" in outcome && outcome.failed) ? 1 : 0;
}

function optionsOrEnd(): Options {
  if (Deno.args.includes("--help")) {
    console.log(USAGE);
    Deno.exit(0);
  }
  try {
    return readOptions(Deno.args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    Deno.exit(2);
  }
}

if (import.meta.main) Deno.exitCode = await bench(optionsOrEnd());
