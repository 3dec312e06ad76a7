/**
 * Signals that stop the work in good order.
 *
 * @module
 */
import { EXIT, type ExitCode } from "@tensorferry/core";

/** The work was stopped from outside. */
export class StoppedError extends Error {
  constructor(
    readonly signal: Deno.Signal,
    /** As shells count it: 128 and the number of the signal. */
    readonly exitCode: ExitCode,
  ) {
    super(`Stopped by ${signal}`);
  }
}

/** Windows knows only the first of them. */
const CODES: readonly (readonly [signal: Deno.Signal, exitCode: ExitCode])[] = [
  ["SIGINT", EXIT.interrupted],
  ["SIGTERM", EXIT.terminated],
  ["SIGHUP", EXIT.hungUp],
];

/** Runs work that takes an abort signal, which SIGINT, SIGTERM and SIGHUP abort with a {@link StoppedError}. */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  using _ = withoutEndOf("SIGXFSZ");
  const controller = new AbortController();
  const listeners = CODES.slice(0, Deno.build.os === "windows" ? 1 : undefined)
    .map(([signal, exitCode]) => {
      const stop = () => controller.abort(new StoppedError(signal, exitCode));
      Deno.addSignalListener(signal, stop);
      return () => Deno.removeSignalListener(signal, stop);
    });
  try {
    return await work(controller.signal);
  } finally {
    for (const remove of listeners) remove();
  }
}

/** A file beyond what `ulimit -f` allows shall be an error that says so, and not the end of the process. */
function withoutEndOf(signal: "SIGXFSZ"): Disposable {
  if (Deno.build.os === "windows") return { [Symbol.dispose]() {} };
  const ignore = () => {};
  Deno.addSignalListener(signal, ignore);
  return { [Symbol.dispose]: () => Deno.removeSignalListener(signal, ignore) };
}
