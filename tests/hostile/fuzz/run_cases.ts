/**
 * Many cases of one reader, under a watch.
 *
 * @module
 */
import type { Subject } from "./subjects.ts";
import type { Answer, Work } from "./worker.ts";

/** A case that breaks a promise. */
export interface Failure {
  readonly seed: number;
  readonly broken: string;
}

/** What became of some cases. */
export interface Tally {
  readonly cases: number;
  /** Those that opened all the same, and those that could be planned too. */
  readonly opened: number;
  readonly planned: number;
  readonly failures: readonly Failure[];
}

/** Milliseconds without an answer after which a case counts as hung: starting the worker included. */
const HUNG_MILLISECONDS = 20_000;

/** Runs the cases of `seeds`, and ends one that hangs. What follows a hang is not run. */
export async function runCases(subject: Subject, seeds: readonly number[]): Promise<Tally> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const failures: Failure[] = [];
  let [cases, opened, planned] = [0, 0, 0];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const hung = () => {
    failures.push({ seed: seeds[cases]!, broken: `no answer in ${HUNG_MILLISECONDS} ms` });
    resolve();
  };
  let watch = setTimeout(hung, HUNG_MILLISECONDS);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`The worker ended at seed ${seeds[cases]}: ${event.message}`));
  };
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    clearTimeout(watch);
    if ("seed" in data) {
      const { seed, outcome } = data;
      cases++;
      if ("broken" in outcome) failures.push({ seed, broken: outcome.broken });
      else {
        opened += Number(outcome.opened);
        planned += Number(outcome.planned);
      }
    }
    if ("done" in data) resolve();
    else watch = setTimeout(hung, HUNG_MILLISECONDS);
  };
  worker.postMessage({ subject, seeds } satisfies Work);
  try {
    await promise;
  } finally {
    clearTimeout(watch);
    worker.terminate();
  }
  return { cases, opened, planned, failures };
}
