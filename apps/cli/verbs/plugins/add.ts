/**
 * `tensorferry plugins add`.
 *
 * @module
 */
import type { AddOptions } from "../../actions/plugins/add.ts";
import { type Verb, verb } from "../../grammar/verb.ts";
import { pluginChoice } from "../../values/plugin_choice.ts";
import { trustOption } from "../plugin_options.ts";
import { footer, forEveryVerb, type Request, type Typed } from "../verb.ts";
import { localOption } from "./local_option.ts";

/** Installs a plugin. */
export const add: Verb<Request> = verb({
  brief: "Install a plugin, or another version of it.",
  description:
    "Evaluates the code of a plugin in a process without rights, and installs the data that it comes to. The code is not run again, and what was installed is refused where it changed.",
  footer: footer(
    ["plugins add jsr:@you/tensorferry-mixtral", "plugins add ./mixtral/mod.ts --local"],
    "--allow-run=deno; --allow-env=HOME,XDG_CONFIG_HOME; reading and writing tensorferry in the folder of your configs, or .tensorferry with --local",
  ),
  parameters: {
    flags: {
      integrity: {
        kind: "parsed",
        optional: true,
        placeholder: "HASH",
        parse: String,
        brief: "Refuse code of another hash than this one, which add and info show: sha256-…",
      },
      ...localOption,
      ...trustOption,
      ...forEveryVerb,
    },
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Where its code is: a jsr:, npm: or https: specifier, or a path.",
        ...pluginChoice("SPECIFIER"),
      }],
    },
  },
  request: (options: Typed<AddOptions, "specifier">, specifier: string): Request => ({
    options,
    run: async (session) =>
      (await import("../../actions/plugins/add.ts")).add({ ...options, specifier }, session),
  }),
});
