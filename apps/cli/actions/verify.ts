/**
 * Compares two checkpoints bit by bit, or one with its manifest.
 *
 * @module
 */
import {
  checkFolder,
  compareCheckpoints,
  EXIT,
  type ExitCode,
  type FolderCheck,
  openCheckpoint,
  OptionError,
} from "@tensorferry/core";
import { containers } from "../composition.ts";
import { given } from "../given.ts";
import { pathsToRead, requireGrants } from "../grants.ts";
import { printJson } from "../output/print_json.ts";
import type { Session } from "../output/screen.ts";
import { grantsOfPlugins } from "../plugins/candidates.ts";
import { openReporter } from "../progress/reporter.ts";
import { comparisonLines } from "../report/comparison_text.ts";
import { folderCheckLines } from "../report/folder_check_text.ts";
import { printLines } from "../report/lines.ts";
import { STREAM } from "../streams/stream_path.ts";
import { type SourceChoices, withCheckpoint } from "./planning.ts";

/** What `verify` is asked for. */
export interface VerifyOptions extends SourceChoices {
  readonly a: string;
  /** Absent where A is compared with its manifest. */
  readonly b: string | undefined;
  /** In bytes. */
  readonly memory: number | undefined;
  readonly exact: boolean;
  readonly json: boolean;
}

/** Prints what differs, and answers whether anything does. */
export async function verify(options: VerifyOptions, session: Session): Promise<ExitCode> {
  const { a, b, overlay, config, memory, exact, json, state } = options;
  if (a === STREAM || b === STREAM) {
    throw new OptionError(
      `Cannot compare a stream, which has no other order than its own. Convert it to a folder first: convert ${STREAM} DST`,
    );
  }
  if (b === undefined) {
    refuseForOne(options);
    return await verifyAlone(a, json, session);
  }
  requireGrants({ read: pathsToRead([a, ...overlay, b], config) }, grantsOfPlugins(options));
  const reporter = openReporter(session, json);
  const comparison = await withCheckpoint(a, options, async (one, plugins) => {
    const two = await openCheckpoint(b, { containers: containers(state) });
    try {
      return await compareCheckpoints(one, two, {
        plugins: plugins.choose,
        exact,
        ...given({ memory }),
        onProgress: (done, total) => reporter.report({ done, total }),
      });
    } finally {
      two.close();
      reporter.end();
    }
  });
  if (json) printJson(session.out, { event: "compared", ...comparison });
  else printLines(session.out, comparisonLines(comparison, session.out));
  return comparison.same ? EXIT.ok : EXIT.different;
}

/** Refuses what only says how two checkpoints are to be compared. */
function refuseForOne(options: VerifyOptions): void {
  const { overlay, config, plugin, trust, state, memory, exact } = options;
  const [unheeded] = Object.entries({
    overlay: overlay.length > 0,
    config: config !== undefined,
    plugin: plugin.length > 0,
    trust,
    state: state !== "model",
    memory: memory !== undefined,
    exact,
  }).find(([, isGiven]) => isGiven) ?? [];
  if (unheeded === undefined) return;
  throw new OptionError(
    `Cannot use --${unheeded} with one checkpoint, which is held against its checksums as it is. Leave it out, or give B`,
  );
}

async function verifyAlone(path: string, json: boolean, session: Session): Promise<ExitCode> {
  requireGrants({ read: [path] });
  const reporter = openReporter(session, json);
  let check: FolderCheck;
  try {
    check = await checkFolder(path, {
      containers: containers("all"),
      onProgress: (done, total) => reporter.report({ done, total }),
    });
  } finally {
    reporter.end();
  }
  const { manifest: { files, ...manifest }, faults } = check;
  if (json) {
    printJson(session.out, { event: "checked", manifest, files: files.length, faults });
  } else printLines(session.out, folderCheckLines(check, session.out));
  return faults.length === 0 ? EXIT.ok : EXIT.different;
}
