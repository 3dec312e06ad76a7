/**
 * The `tensorferry-harness` command.
 *
 * @module
 */
import { mistakeLine } from "@tensorferry/cli/grammar";
import { EXIT, isTensorferryError, printable } from "@tensorferry/core";
import process from "node:process";
import { readCommandLine } from "./command_line.ts";
import type { Request } from "./verbs/verb.ts";

async function main(args: readonly string[]): Promise<number> {
  const answered = await readCommandLine(args);
  if ("request" in answered) return await carryOut(answered.request);
  if ("text" in answered) {
    process.stdout.write(answered.text);
    return EXIT.ok;
  }
  process.stderr.write(mistakeLine("tensorferry-harness", printable(answered.mistake)));
  return EXIT.usage;
}

async function carryOut(request: Request): Promise<number> {
  try {
    return await request();
  } catch (error) {
    if (!isTensorferryError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
