/**
 * Runs cases where a hang can be ended from outside.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import { caseFolder } from "./case_folder.ts";
import { type Outcome, runCase } from "./run_case.ts";
import type { Subject } from "./subjects.ts";

/** Cases to be run. */
export interface Work {
  readonly subject: Subject;
  readonly seeds: readonly number[];
}

/** Said before the first case, after each, and once nothing is left behind. */
export type Answer = { readonly ready: true } | { readonly done: true } | {
  readonly seed: number;
  readonly outcome: Outcome;
};

self.onmessage = async ({ data }: MessageEvent<Work>) => {
  const { subject, seeds } = data;
  const answer = (message: Answer) => self.postMessage(message);
  {
    using folder = caseFolder(subject);
    answer({ ready: true });
    for (const seed of seeds) answer({ seed, outcome: await runCase(folder, seed) });
  }
  answer({ done: true });
};
