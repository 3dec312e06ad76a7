/**
 * Sizes on a command line.
 *
 * @module
 */
import { Mistake } from "./mistake.ts";
import type { Value } from "./value.ts";

/** A size such as `5GB` or `64MiB`, in bytes; read as core reads it, which is loaded only when a size is given. */
export const byteSize: Value<number> = {
  placeholder: "SIZE",
  async parse(input) {
    const { isTensorferryError, parseByteSize } = await import("@tensorferry/core");
    try {
      return parseByteSize(input);
    } catch (error) {
      throw isTensorferryError(error) ? new Mistake(error.message) : error;
    }
  },
};
