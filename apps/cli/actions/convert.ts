/**
 * Writes a checkpoint in another layout.
 *
 * @module
 */
import {
  checkDestination,
  EXIT,
  type ExitCode,
  formatByteSize,
  type Notice,
  OptionError,
  type Plan,
  printable,
  type Progress,
  writeCheckpoint,
  type Written,
} from "@tensorferry/core";
import { containers } from "../composition.ts";
import { given } from "../given.ts";
import { pathsToRead, requireGrants } from "../grants.ts";
import { printJson } from "../output/print_json.ts";
import type { Session } from "../output/screen.ts";
import { counted, formatDuration } from "../output/words.ts";
import { grantsOfPlugins } from "../plugins/candidates.ts";
import { openReporter, type Reporter } from "../progress/reporter.ts";
import { factLines, nameFact, printLines, warningLines } from "../report/lines.ts";
import { noticeText } from "../report/notice_text.ts";
import { tensorsIn } from "../report/plan_counts.ts";
import { exceptionFacts, planTitle, waitingFacts } from "../report/plan_text.ts";
import { stoppable } from "../signals.ts";
import { stdout } from "../streams/stdout.ts";
import { STREAM } from "../streams/stream_path.ts";
import { printPlan } from "./plan.ts";
import {
  containerAsAsked,
  type ConversionChoices,
  planAsAsked,
  withCheckpoint,
} from "./planning.ts";
import { type PlanWithWaiting, planWithWaiting, spillAsAsked } from "./waiting.ts";

/** What `convert` is asked for. */
export interface ConvertOptions extends ConversionChoices {
  readonly source: string;
  readonly destination: string;
  readonly dryRun: boolean;
  readonly overwrite: boolean;
  readonly restart: boolean;
  readonly verify: boolean;
  readonly threads: number | undefined;
  readonly noSync: boolean;
  readonly json: boolean;
}

/** Converts, and tells how it goes. */
export async function convert(options: ConvertOptions, session: Session): Promise<ExitCode> {
  const { source, overlay, destination, config, spillDir, dryRun, overwrite, json } = options;
  const toStream = destination === STREAM;
  const folders = [
    ...toStream ? [] : [destination],
    ...spillDir === undefined ? [] : [spillDir],
  ];
  requireGrants({
    read: [...pathsToRead([source, ...overlay], config), ...folders],
    write: dryRun ? [] : folders,
  }, grantsOfPlugins(options));
  const output = toStream && !dryRun ? stdout() : undefined;
  await withCheckpoint(source, options, async (checkpoint, plugins) => {
    if (!toStream) checkDestination(destination, checkpoint, { overwrite });
    const plan = await planWithWaiting(
      checkpoint,
      planAsAsked(checkpoint, toStream ? inOneFile(options) : options, plugins),
      options,
      toStream ? "given" : "arrival",
    );
    if (dryRun) return printPlan(plan, json, session);
    const target = output?.name ?? destination;
    tellBeginning(plan, target, json, session);
    const reporters = reporterOfSteps(session, json);
    const began = performance.now();
    try {
      const written = await stoppable(async (signal): Promise<Written> => {
        const work = {
          container: containerAsAsked(options),
          ...given({ spill: spillAsAsked(options) }),
          signal,
          onProgress: reporters.report,
        };
        if (output === undefined) {
          return await writeCheckpoint(plan, checkpoint, destination, {
            ...work,
            overwrite,
            restart: options.restart,
            verify: options.verify,
            replaces: containers("all"),
            sync: !options.noSync,
            ...given({ threads: options.threads }),
            onNotice(notice) {
              reporters.end();
              tellNotice(notice, json, session);
            },
          });
        }
        const { writeStream } = await import("@tensorferry/core/stream");
        await writeStream(plan, checkpoint, output, work);
        return { bytes: plan.bytesWritten, found: 0 };
      });
      reporters.end();
      const seconds = (performance.now() - began) / 1000;
      const { companions, leftBehind } = checkpoint;
      const behind = toStream ? [...companions, ...leftBehind] : leftBehind;
      tellEnd(plan, { ...written, seconds, leftBehind: behind }, target, json, session);
    } finally {
      reporters.end();
    }
  });
  return EXIT.ok;
}

/** The same conversion into one file. */
function inOneFile(options: ConvertOptions): ConvertOptions {
  const { verify, overwrite, restart, threads } = options;
  const [unheeded] = Object.entries({ verify, overwrite, restart, threads: threads !== undefined })
    .find(([, isGiven]) => isGiven) ?? [];
  if (unheeded !== undefined) {
    throw new OptionError(
      `Cannot use --${unheeded} with a stream: nothing of it stays here, and one thread writes it. Leave it out, or give a folder to write`,
    );
  }
  if (options.container !== "safetensors") {
    throw new OptionError(
      `Cannot write ${options.container} to a stream, which is one file. Leave --container out, or give a folder to write`,
    );
  }
  if (options.maxShardSize === undefined) return { ...options, maxShardSize: Infinity };
  throw new OptionError(
    "Cannot cut a stream into files. Leave --max-shard-size out, or give a folder to write",
  );
}

function tellBeginning(
  plan: PlanWithWaiting,
  destination: string,
  json: boolean,
  session: Session,
): void {
  if (!json) {
    const size = formatByteSize(plan.bytesWritten);
    printLines(session.err, [
      planTitle(plan),
      `Writing ${size} to ${printable(destination)}`,
      ...factLines(waitingFacts(plan)),
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

/** A reporter for each step, as each has a pace of its own. */
function reporterOfSteps(
  session: Session,
  json: boolean,
): { report(progress: Progress): void; end(): void } {
  let current: { readonly step: Progress["step"]; readonly reporter: Reporter } | undefined;
  function end(): void {
    current?.reporter.end();
    current = undefined;
  }
  return {
    report({ step, file, done, total }) {
      if (current?.step !== step) {
        end();
        current = { step, reporter: openReporter(session, json) };
      }
      const at = step === "verify" && !json ? `reading back ${file}` : file;
      current!.reporter.report({ done, total, at });
    },
    end,
  };
}

function tellNotice(notice: Notice, json: boolean, { out, err }: Session): void {
  const { kind, ...fields } = notice;
  if (json) printJson(out, { event: kind, ...fields });
  else printLines(err, [noticeText(notice)]);
}

/** How a conversion went. */
interface Result extends Written {
  readonly seconds: number;
  /** Names in the source's folder. */
  readonly leftBehind: readonly string[];
}

function tellEnd(
  plan: Plan,
  { bytes, found, seconds, leftBehind }: Result,
  destination: string,
  json: boolean,
  { out }: Session,
): void {
  const bytesPerSecond = Math.round(bytes / seconds);
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
      bytesFound: found,
      leftBehind,
      seconds,
      bytesPerSecond,
    });
    return;
  }
  const size = `${formatByteSize(plan.bytesWritten)} in ${counted(plan.shards.length, "file")}`;
  const pace = `${formatDuration(seconds)}, ${formatByteSize(bytesPerSecond)}/s`;
  const before = found === 0 ? "" : `, of which ${formatByteSize(found)} were there before`;
  printLines(out, [
    `Wrote ${counted(tensors, "tensor")}, ${size}, to ${printable(destination)} (${pace})${before}`,
    ...factLines([...exceptionFacts(plan), ...nameFact("Stays behind", leftBehind)]),
  ]);
}
