/**
 * `tensorferry plugins info`.
 *
 * @module
 */
import type { InfoOptions } from "../../actions/plugins/info.ts";
import { type Verb, verb } from "../../grammar/verb.ts";
import { pluginChoice } from "../../values/plugin_choice.ts";
import { PLUGIN_GRANTS, trustOption } from "../plugin_options.ts";
import { footer, forEveryVerb, type Request, type Typed } from "../verb.ts";

/** Shows a plugin. */
export const info: Verb<Request> = verb({
  brief: "Show a plugin, installed or not.",
  description: "Shows what a plugin serves, where it is from, and whether it is what was added.",
  footer: footer(
    ["plugins info llama", "plugins info jsr:@you/tensorferry-mixtral"],
    `nothing; ${PLUGIN_GRANTS}`,
  ),
  parameters: {
    flags: { ...trustOption, ...forEveryVerb },
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "The name of a plugin, or a jsr:, npm: or https: specifier or a path of one.",
        ...pluginChoice("PLUGIN"),
      }],
    },
  },
  request: (options: Typed<InfoOptions, "plugin">, plugin: string): Request => ({
    options,
    run: async (session) =>
      (await import("../../actions/plugins/info.ts")).info({ ...options, plugin }, session),
  }),
});
