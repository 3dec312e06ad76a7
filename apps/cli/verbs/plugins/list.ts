/**
 * `tensorferry plugins list`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map } from "@optique/core/modifiers";
import { command } from "@optique/core/primitives";
import { PLUGIN_GRANTS } from "../plugin_options.ts";
import type { TroubleOptions } from "../../trouble.ts";
import { footer, forEveryVerb, type Request, shortUsage, type Verb } from "../verb.ts";

/** The list, which `tensorferry plugins` alone asks for too. */
export function listRequest(options: TroubleOptions): Request {
  return {
    options,
    run: async (session) => (await import("../../actions/plugins/list.ts")).list(options, session),
  };
}

/** Lists the plugins. */
export const list: Verb = command("list", map(object(forEveryVerb), listRequest), {
  brief: message`List the plugins, and which architectures they serve.`,
  description:
    message`Lists those that are built in, those that are installed for you, and those of the project in the working directory.`,
  usageLine: shortUsage,
  footer: footer(["plugins list", "plugins list --json"], `nothing; ${PLUGIN_GRANTS}`),
});
