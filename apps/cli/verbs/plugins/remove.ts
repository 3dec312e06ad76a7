/**
 * `tensorferry plugins remove`.
 *
 * @module
 */
import type { RemoveOptions } from "../../actions/plugins/remove.ts";
import { type Verb, verb } from "../../grammar/verb.ts";
import { pluginChoice } from "../../values/plugin_choice.ts";
import { footer, forEveryVerb, type Request, type Typed } from "../verb.ts";
import { localOption } from "./local_option.ts";

/** Removes an installed plugin. */
export const remove: Verb<Request> = verb({
  brief: "Remove an installed plugin.",
  description: "Removes what was installed. Its code, wherever it is, is not touched.",
  footer: footer(
    ["plugins remove mixtral", "plugins remove mixtral --local"],
    "--allow-env=HOME,XDG_CONFIG_HOME; reading and writing tensorferry in the folder of your configs, or .tensorferry with --local",
  ),
  parameters: {
    flags: { ...localOption, ...forEveryVerb },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The plugin's name.", ...pluginChoice("NAME") }],
    },
  },
  request: (options: Typed<RemoveOptions, "name">, name: string): Request => ({
    options,
    run: async (session) =>
      (await import("../../actions/plugins/remove.ts")).remove({ ...options, name }, session),
  }),
});
