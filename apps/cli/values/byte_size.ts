/**
 * Sizes on the command line.
 *
 * @module
 */
import { message, text } from "@optique/core/message";
import type { ValueParser, ValueParserResult } from "@optique/core/valueparser";

/** A size such as `5GB` or `64MiB`, in bytes; read as core reads it, which is loaded only when a size is given. */
export const byteSize: ValueParser<"async", number> = {
  mode: "async",
  metavar: "SIZE",
  placeholder: 1,
  async parse(input): Promise<ValueParserResult<number>> {
    const { isTensorferryError, parseByteSize } = await import("@tensorferry/core");
    try {
      return { success: true, value: parseByteSize(input) };
    } catch (error) {
      if (!isTensorferryError(error)) throw error;
      return { success: false, error: message`${text(error.message)}` };
    }
  },
  format: String,
};
