/**
 * The `tensorferry-harness` command.
 *
 * @module
 */
import { EXIT, formatByteSize, isTensorferryError } from "@tensorferry/core";
import gemma3 from "@tensorferry/gemma3";
import llama from "@tensorferry/llama";
import qwenMoe from "@tensorferry/qwen-moe";
import process from "node:process";
import { readCommandLine, type Said } from "./command_line.ts";
import { synthesize } from "./synthesize.ts";

async function main({ config, destination, options }: Said): Promise<number> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  try {
    const start = performance.now();
    const { shards, bytesWritten } = await synthesize(config, destination, {
      ...options,
      plugins: [gemma3, llama, qwenMoe],
      signal: stop.signal,
    });
    const seconds = (performance.now() - start) / 1000;
    const tensors = shards.reduce((sum, { tensors }) => sum + tensors.length, 0);
    const files = shards.length === 1 ? "1 file" : `${shards.length} files`;
    const how = options.sparse
      ? "without their data"
      : `${formatByteSize(bytesWritten / seconds)}/s`;
    process.stdout.write(
      `Wrote ${tensors} tensors, ${
        formatByteSize(bytesWritten)
      }, in ${files} to ${destination}, ${how}\n`,
    );
    return EXIT.ok;
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    if (!isTensorferryError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

if (import.meta.main) process.exitCode = await main(readCommandLine(process.argv.slice(2)));
