/**
 * What can be said to `tensorferry-harness`.
 *
 * @module
 */
import { or } from "@optique/core/constructs";
import { runParserAsync } from "@optique/core/facade";
import { EXIT } from "@tensorferry/core";
import process from "node:process";
import { checkVerb } from "./verbs/check.ts";
import { synthesizeVerb } from "./verbs/synthesize.ts";
import type { Request } from "./verbs/verb.ts";

const verbs = or(synthesizeVerb, checkVerb);

/** Reads the command line. Where it is wrong, or asks for help, the process says so and ends. */
export function readCommandLine(args: readonly string[]): Promise<Request> {
  return runParserAsync(verbs, "tensorferry-harness", args, {
    help: { option: true, onShow: () => process.exit(EXIT.ok) },
    onError: () => process.exit(EXIT.usage),
  });
}
