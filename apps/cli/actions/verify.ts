/**
 * Compares two checkpoints bit by bit.
 *
 * @module
 */
import { compareCheckpoints, EXIT, type ExitCode } from "@tensorferry/core";
import { plugins } from "../composition.ts";
import { given } from "../given.ts";
import { pathsToRead, requireGrants } from "../grants.ts";
import { printJson } from "../output/print_json.ts";
import type { Session } from "../output/screen.ts";
import { openReporter } from "../progress/reporter.ts";
import { comparisonLines } from "../report/comparison_text.ts";
import { printLines } from "../report/lines.ts";
import { withCheckpoint } from "./planning.ts";

/** What `verify` is asked for. */
export interface VerifyOptions {
  readonly a: string;
  readonly b: string;
  /** In bytes. */
  readonly memory: number | undefined;
  readonly exact: boolean;
  readonly json: boolean;
}

/** Prints what differs, and answers whether anything does. */
export async function verify(options: VerifyOptions, session: Session): Promise<ExitCode> {
  const { a, b, memory, exact, json } = options;
  requireGrants({ read: [...pathsToRead(a), ...pathsToRead(b)] });
  const reporter = openReporter(session, json);
  const comparison = await withCheckpoint(
    a,
    undefined,
    (one) =>
      withCheckpoint(b, undefined, async (two) => {
        try {
          return await compareCheckpoints(one, two, {
            plugins,
            exact,
            ...given({ memory }),
            onProgress: (done, total) => reporter.report({ done, total }),
          });
        } finally {
          reporter.end();
        }
      }),
  );
  if (json) printJson(session.out, { event: "compared", ...comparison });
  else printLines(session.out, comparisonLines(comparison, session.out));
  return comparison.same ? EXIT.ok : EXIT.different;
}
