/**
 * `tensorferry plugins info`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map } from "@optique/core/modifiers";
import { argument, command } from "@optique/core/primitives";
import { pluginChoice } from "../../values/plugin_choice.ts";
import { PLUGIN_GRANTS, trustOption } from "../plugin_options.ts";
import { footer, forEveryVerb, shortUsage, type Verb } from "../verb.ts";

const options = object({
  plugin: argument(pluginChoice("PLUGIN"), {
    description:
      message`The name of a plugin, or a jsr:, npm: or https: specifier or a path of one.`,
  }),
  trust: trustOption,
  ...forEveryVerb,
});

/** Shows a plugin. */
export const info: Verb = command(
  "info",
  map(options, (options) => ({
    options,
    run: async (session) => (await import("../../actions/plugins/info.ts")).info(options, session),
  })),
  {
    brief: message`Show a plugin, installed or not.`,
    description:
      message`Shows what a plugin serves, where it is from, and whether it is what was added.`,
    usageLine: shortUsage,
    footer: footer(
      ["plugins info llama", "plugins info jsr:@you/tensorferry-mixtral"],
      `nothing; ${PLUGIN_GRANTS}`,
    ),
  },
);
