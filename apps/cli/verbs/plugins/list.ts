/**
 * `tensorferry plugins list`.
 *
 * @module
 */
import { type Verb, verb } from "../../grammar/verb.ts";
import { PLUGIN_GRANTS } from "../plugin_options.ts";
import { footer, forEveryVerb, type Request, type Typed } from "../verb.ts";

/** Lists the plugins. */
export const list: Verb<Request> = verb({
  brief: "List the plugins, and which architectures they serve.",
  description:
    "Lists those that are built in, those that are installed for you, and those of the project in the working directory.",
  footer: footer(["plugins list", "plugins list --json"], `nothing; ${PLUGIN_GRANTS}`),
  parameters: { flags: forEveryVerb },
  request: (options: Typed<unknown>): Request => ({
    options,
    run: async (session) => (await import("../../actions/plugins/list.ts")).list(options, session),
  }),
});
