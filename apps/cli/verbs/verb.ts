/**
 * What the verbs have in common.
 *
 * A file here is what a user can type: the one definition that parsing, help and completion come from. What a verb does lies
 * under `actions/` and is loaded when it is asked for, so that help and completion answer at once.
 *
 * @module
 */
import { lineBreak, type Message, message, text } from "@optique/core/message";
import { withDefault } from "@optique/core/modifiers";
import type { Mode, Parser } from "@optique/core/parser";
import { argument, flag } from "@optique/core/primitives";
import type { Usage } from "@optique/core/usage";
import type { EXIT, ExitCode } from "@tensorferry/core";
import type { Session } from "../output/screen.ts";
import type { TroubleOptions } from "../trouble.ts";
import { path } from "../values/path.ts";

/** A verb with its options, ready to be carried out. */
export interface Request {
  readonly options: TroubleOptions;
  readonly run: (session: Session) => Promise<ExitCode>;
  /** Whether tensors go to standard output, so that all that is said goes to standard error. */
  readonly carriesData?: boolean;
}

/** The grammar of a verb. */
export type Verb = Parser<Mode, Request, unknown>;

/** The grammar of several options, by name. */
export type Options<T> = { readonly [K in keyof T]: Parser<Mode, T[K], unknown> };

/** What the process exits with when the command line is wrong: core has the same number, and is not loaded for it. */
export const USAGE: typeof EXIT.usage = 2;

/** The options that every verb has. */
export const forEveryVerb: Options<TroubleOptions> = {
  json: withDefault(
    flag("--json", { description: message`Print JSON for programs instead of text for people.` }),
    false,
  ),
  debug: withDefault(
    flag("--debug", { description: message`When something goes wrong, tell where in the code.` }),
    false,
  ),
};

/** A path to a checkpoint that is read. */
export function checkpointArgument(
  metavar: "SRC" | "A" | "B",
  description: Message,
): Parser<Mode, string, unknown> {
  return argument(path(metavar), { description });
}

/** The usage of a verb in a line; the options are listed below it. */
export function shortUsage(usage: Usage): Usage {
  return [
    { type: "optional", terms: [{ type: "literal", value: "OPTION..." }] },
    ...usage.filter(({ type }) => type === "argument"),
  ];
}

/** The last lines of a verb's help: commands to copy, and the permissions that Deno has to be given for it. */
export function footer(examples: readonly string[], permissions: string): Message {
  return [
    ...message`Examples:`,
    ...examples.flatMap((example) => [lineBreak(), text(`  tensorferry ${example}`)]),
    lineBreak(),
    lineBreak(),
    ...message`Needs from Deno: ${text(permissions)}`,
  ];
}
