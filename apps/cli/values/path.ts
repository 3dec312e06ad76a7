/**
 * Paths on the command line.
 *
 * @module
 */
import { message } from "@optique/core/message";
import type { ValueParser } from "@optique/core/valueparser";

/**
 * Any path but an empty one; whoever uses it says what has to be there. As `path` of `@optique/run`, which takes 9 MiB of memory
 * for questions to the file system that nobody asks here.
 */
export function path(
  metavar: "FILE" | "DIR" | "SRC" | "DST" | "A" | "B",
): ValueParser<"sync", string> {
  return {
    mode: "sync",
    metavar,
    placeholder: ".",
    parse: (input) =>
      input.trim() === ""
        ? { success: false, error: message`Path must not be empty.` }
        : { success: true, value: input },
    format: (value) => value,
    *suggest(prefix) {
      yield { kind: "file", type: "any", pattern: prefix };
    },
  };
}
