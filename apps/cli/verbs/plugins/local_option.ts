/**
 * Whose plugins are changed.
 *
 * @module
 */
import type { Options } from "../../grammar/value.ts";

/** Whether it is about the plugins of the project in the working directory. */
export const localOption: Options<{ readonly local: boolean }> = {
  local: {
    kind: "boolean",
    default: false,
    brief:
      "In .tensorferry of the working directory, for whoever works there, instead of in your configs.",
  },
};
