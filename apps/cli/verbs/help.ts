/**
 * `tensorferry help`.
 *
 * @module
 */
import { type Verb, verb } from "../grammar/verb.ts";
import { footer, forEveryVerb, type Request, type Typed } from "./verb.ts";

/** Shows the help of another verb. */
export const help: Verb<Request> = verb({
  brief: "Show help, as --help does.",
  description: "Shows the help of a verb, or what verbs there are.",
  footer: footer(["help convert", "help plugins add"], "nothing"),
  parameters: {
    flags: forEveryVerb,
    positional: {
      kind: "array",
      parameter: { placeholder: "VERB", parse: String, brief: "What to show the help of." },
    },
  },
  request: (options: Typed<unknown>, ...verbs: string[]): Request => ({
    options,
    run: async (session) =>
      (await import("../command_line.ts")).carryOut(
        [...verbs, "--help", ...options.json ? ["--json"] : []],
        session,
      ),
  }),
});
