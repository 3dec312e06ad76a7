/**
 * Standard output as a place for tensors.
 *
 * @module
 */
import { DestinationError, OptionError } from "@tensorferry/core";
import type { OutputStream } from "@tensorferry/core/stream";

/**
 * Standard output, for bytes.
 *
 * @throws OptionError when it is a terminal; DestinationError, later, when nobody reads it any more or it is a full disk.
 */
export function stdout(): OutputStream {
  const name = "standard output";
  if (Deno.stdout.isTerminal()) {
    throw new OptionError("Cannot write tensors to a terminal. Pipe them on, or give a folder");
  }
  return {
    name,
    async write(bytes) {
      try {
        for (let done = 0; done < bytes.length;) {
          done += await Deno.stdout.write(bytes.subarray(done));
        }
      } catch (cause) {
        const why = cause instanceof Deno.errors.BrokenPipe
          ? "what reads it has ended. What it got is incomplete"
          : (cause as Error).message;
        throw new DestinationError(name, why, { cause });
      }
    },
  };
}
