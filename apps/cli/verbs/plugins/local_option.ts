/**
 * Whose plugins are changed.
 *
 * @module
 */
import { message } from "@optique/core/message";
import { withDefault } from "@optique/core/modifiers";
import type { Mode, Parser } from "@optique/core/parser";
import { flag } from "@optique/core/primitives";

/** Whether it is about the plugins of the project in the working directory. */
export const localOption: Parser<Mode, boolean, unknown> = withDefault(
  flag("--local", {
    description:
      message`In .tensorferry of the working directory, for whoever works there, instead of in your configs.`,
  }),
  false,
);
