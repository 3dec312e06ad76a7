/**
 * Waiting for somebody else's bytes, until told to stop.
 *
 * @module
 */
import type { ByteStream } from "../../tier/one_pass/byte_stream.ts";

/** The same stream, where a read that waits ends with the reason of `signal` when that is aborted. */
export function stoppableStream(stream: ByteStream, signal: AbortSignal | undefined): ByteStream {
  if (signal === undefined) return stream;
  return { ...stream, read: (into) => stoppable(() => stream.read(into), signal) };
}

/** What `work` gives, or the reason of `signal` as soon as that is aborted. */
export function stoppable<T>(
  work: () => T | Promise<T>,
  signal: AbortSignal | undefined,
): T | Promise<T> {
  signal?.throwIfAborted();
  const result = work();
  if (signal === undefined || !(result instanceof Promise)) return result;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
