/**
 * Sizes on the command line.
 *
 * @module
 */
import { message, text } from "@optique/core/message";
import type { ValueParser } from "@optique/core/valueparser";
import { formatByteSize, isTensorferryError, parseByteSize } from "@tensorferry/core";

/** A size such as `5GB` or `64MiB`, in bytes, as core reads it. */
export const byteSize: ValueParser<"sync", number> = {
  mode: "sync",
  metavar: "SIZE",
  placeholder: 1,
  parse(input) {
    try {
      return { success: true, value: parseByteSize(input) };
    } catch (error) {
      if (!isTensorferryError(error)) throw error;
      return { success: false, error: message`${text(error.message)}` };
    }
  },
  format: formatByteSize,
};
