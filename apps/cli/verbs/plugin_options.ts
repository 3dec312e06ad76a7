/**
 * Which plugins a verb goes by.
 *
 * @module
 */
import { message, text } from "@optique/core/message";
import { multiple, withDefault } from "@optique/core/modifiers";
import type { Mode, Parser } from "@optique/core/parser";
import { flag, option } from "@optique/core/primitives";
import type { PluginChoices } from "../plugins/candidates.ts";
import { pluginChoice } from "../values/plugin_choice.ts";
import type { Options } from "./verb.ts";

/** Whether code may be run with the rights of this process. */
export const trustOption: Parser<Mode, boolean, unknown> = withDefault(
  flag("--trust", {
    description:
      message`Run the code of a plugin in this process, with its rights, and not in one without any. For code whose author you trust.`,
  }),
  false,
);

/** The options of every verb that uses plugins. */
export const pluginOptions: Options<PluginChoices> = {
  plugin: multiple(option("--plugin", pluginChoice("PLUGIN"), {
    description: message`Go by this plugin and no other: the name of one that ${
      text("tensorferry plugins")
    } lists, or a jsr:, npm: or https: specifier or a path of one, for this run. May be given several times.`,
  })),
  trust: trustOption,
};

/** What Deno has to be given for plugins, in the help of a verb. */
export const PLUGIN_GRANTS =
  "for installed plugins --allow-env=HOME,XDG_CONFIG_HOME and reading their folders; for code of others --allow-run=deno";
