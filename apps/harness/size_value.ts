/**
 * Sizes in bytes on a command line.
 *
 * @module
 */
import { message } from "@optique/core/message";
import type { ValueParser } from "@optique/core/valueparser";
import { formatByteSize, isTensorferryError, parseByteSize } from "@tensorferry/core";

/** A size such as `5GB` or `64MiB`, as core reads it. */
export function size(): ValueParser<"sync", number> {
  return {
    mode: "sync",
    metavar: "SIZE",
    placeholder: 5e9,
    parse(input) {
      try {
        return { success: true, value: parseByteSize(input) };
      } catch (error) {
        if (!isTensorferryError(error)) throw error;
        return { success: false, error: message`${error.message}` };
      }
    },
    format: formatByteSize,
  };
}
