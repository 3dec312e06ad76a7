/**
 * The `tensorferry-harness` command.
 *
 * @module
 */
import { EXIT, isTensorferryError } from "@tensorferry/core";
import process from "node:process";
import { readCommandLine } from "./command_line.ts";
import type { Request } from "./verbs/verb.ts";

async function main(request: Request): Promise<number> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  try {
    return await request(stop.signal);
  } catch (error) {
    if (stop.signal.aborted) return EXIT.interrupted;
    if (!isTensorferryError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

if (import.meta.main) process.exitCode = await main(await readCommandLine(process.argv.slice(2)));
