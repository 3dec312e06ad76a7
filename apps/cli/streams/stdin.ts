/**
 * Standard input as a checkpoint.
 *
 * @module
 */
import { type Checkpoint, OptionError, SourceReadError } from "@tensorferry/core";
import { type ByteStream, incomingCheckpoint } from "@tensorferry/core/stream";
import { safetensors } from "@tensorferry/safetensors";
import { openSafetensorsStream } from "@tensorferry/safetensors/stream";
import { given } from "../given.ts";
import { STREAM } from "./stream_path.ts";

/**
 * Reads the header of what comes on standard input.
 *
 * @throws OptionError when that is a terminal; else as `openSafetensorsStream` and `incomingCheckpoint` do.
 */
export async function openStdin(configPath: string | undefined): Promise<Checkpoint> {
  if (Deno.stdin.isTerminal()) {
    throw new OptionError(
      `Cannot read a checkpoint from a terminal. Pipe a safetensors file into it, or give a path instead of ${STREAM}`,
    );
  }
  const incoming = await openSafetensorsStream(stdin());
  return incomingCheckpoint(incoming, { container: safetensors, ...given({ configPath }) });
}

/** Waits in the background, so that a sender that stalls does not keep signals from being heard. */
function stdin(): ByteStream {
  const name = "standard input";
  let position = 0;
  return {
    name,
    async read(into) {
      try {
        const count = await Deno.stdin.read(into) ?? 0;
        position += count;
        return count;
      } catch (cause) {
        throw new SourceReadError(name, position, into.length, (cause as Error).message, { cause });
      }
    },
    close() {
      // It goes with the process.
    },
  };
}
