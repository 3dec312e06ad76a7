/**
 * `tensorferry plugins add`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map, optional } from "@optique/core/modifiers";
import { argument, command, option } from "@optique/core/primitives";
import { string } from "@optique/core/valueparser";
import { pluginChoice } from "../../values/plugin_choice.ts";
import { trustOption } from "../plugin_options.ts";
import { footer, forEveryVerb, shortUsage, type Verb } from "../verb.ts";
import { localOption } from "./local_option.ts";

const options = object({
  specifier: argument(pluginChoice("SPECIFIER"), {
    description: message`Where its code is: a jsr:, npm: or https: specifier, or a path.`,
  }),
  integrity: optional(option("--integrity", string({ metavar: "HASH" }), {
    description:
      message`Refuse code of another hash than this one, which add and info show: sha256-…`,
  })),
  local: localOption,
  trust: trustOption,
  ...forEveryVerb,
});

/** Installs a plugin. */
export const add: Verb = command(
  "add",
  map(options, (options) => ({
    options,
    run: async (session) => (await import("../../actions/plugins/add.ts")).add(options, session),
  })),
  {
    brief: message`Install a plugin, or another version of it.`,
    description:
      message`Evaluates the code of a plugin in a process without rights, and installs the data that it comes to. The code is not run again, and what was installed is refused where it changed.`,
    usageLine: shortUsage,
    footer: footer(
      ["plugins add jsr:@you/tensorferry-mixtral", "plugins add ./mixtral/mod.ts --local"],
      "--allow-run=deno; --allow-env=HOME,XDG_CONFIG_HOME; reading and writing tensorferry in the folder of your configs, or .tensorferry with --local",
    ),
  },
);
