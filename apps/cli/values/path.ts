/**
 * Paths on the command line.
 *
 * @module
 */
import { Mistake } from "../grammar/mistake.ts";
import type { Value } from "../grammar/value.ts";

/** Any path but an empty one; whoever uses it says what has to be there. */
export function path(placeholder: "FILE" | "DIR" | "SRC" | "DST" | "A" | "B"): Value<string> {
  return {
    placeholder,
    parse(input) {
      if (input.trim() === "") throw new Mistake("Path must not be empty.");
      return input;
    },
    proposeCompletions() {
      this.takesFile = true;
      return [];
    },
  };
}
