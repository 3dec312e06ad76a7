/**
 * What is said when the command line is wrong.
 *
 * @module
 */
import { printable } from "@tensorferry/core";
import { mistakeLine } from "./grammar/mistake.ts";
import { jsonText } from "./output/json_pieces.ts";
import type { Session } from "./output/screen.ts";
import { USAGE } from "./verbs/verb.ts";

/** Says what is wrong with the command line, in the form of all other trouble, and answers what to exit with. */
export function tellMistake(mistake: string, json: boolean, session: Session): number {
  const message = printable(mistake.replace(/\s+/g, " ").trim());
  if (json) {
    const trouble = { event: "error", tag: "Usage", message, exitCode: USAGE };
    session.out.write(`${jsonText(trouble)}\n`);
  } else {
    session.err.write(mistakeLine("tensorferry", message));
  }
  return USAGE;
}
