/**
 * `tensorferry plugins remove`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map } from "@optique/core/modifiers";
import { argument, command } from "@optique/core/primitives";
import { pluginChoice } from "../../values/plugin_choice.ts";
import { footer, forEveryVerb, shortUsage, type Verb } from "../verb.ts";
import { localOption } from "./local_option.ts";

const options = object({
  name: argument(pluginChoice("NAME"), { description: message`The plugin's name.` }),
  local: localOption,
  ...forEveryVerb,
});

/** Removes an installed plugin. */
export const remove: Verb = command(
  "remove",
  map(options, (options) => ({
    options,
    run: async (session) =>
      (await import("../../actions/plugins/remove.ts")).remove(options, session),
  })),
  {
    brief: message`Remove an installed plugin.`,
    description: message`Removes what was installed. Its code, wherever it is, is not touched.`,
    usageLine: shortUsage,
    footer: footer(
      ["plugins remove mixtral", "plugins remove mixtral --local"],
      "--allow-env=HOME,XDG_CONFIG_HOME; reading and writing tensorferry in the folder of your configs, or .tensorferry with --local",
    ),
  },
);
