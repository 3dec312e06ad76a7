/**
 * Ctrl-C, for work that has something to tidy up.
 *
 * @module
 */
import { EXIT, type ExitCode } from "@tensorferry/core";
import process from "node:process";

/** Runs work that heeds a signal, which the first Ctrl-C aborts. Whoever heeds none is best ended as any process is. */
export async function interruptible(
  work: (signal: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.once("SIGINT", abort);
  try {
    return await work(stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    process.off("SIGINT", abort);
  }
}
