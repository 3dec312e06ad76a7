/**
 * What can be said to `tensorferry-harness`.
 *
 * @module
 */
import { type Answer, answer, group, type Program } from "@tensorferry/cli/grammar";
import process from "node:process";
import manifest from "./deno.json" with { type: "json" };
import { checkVerb } from "./verbs/check.ts";
import { synthesizeVerb } from "./verbs/synthesize.ts";
import type { Request } from "./verbs/verb.ts";

const program: Program<Request> = {
  name: "tensorferry-harness",
  version: manifest.version,
  root: group({
    brief: "Make checkpoints of any size, and judge plugins.",
    description: "",
    footer: "Each verb has more to say: tensorferry-harness check --help",
    verbs: { synthesize: synthesizeVerb, check: checkVerb },
  }),
};

/** Columns that help is laid out for where no terminal tells how many there are. */
const COLUMNS = 100;

/** Reads the command line. */
export function readCommandLine(args: readonly string[]): Promise<Answer<Request>> {
  return answer(program, args, { columns: process.stdout.columns ?? COLUMNS, colours: false });
}
