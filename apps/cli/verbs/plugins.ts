/**
 * `tensorferry plugins`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map } from "@optique/core/modifiers";
import { command } from "@optique/core/primitives";
import { footer, forEveryVerb, shortUsage, type Verb } from "./verb.ts";

const options = object(forEveryVerb);

/** Lists the plugins. */
export const plugins: Verb = command(
  "plugins",
  map(options, (options) => ({
    options,
    run: async (session) => (await import("../actions/plugins.ts")).plugins(options, session),
  })),
  {
    brief: message`List the plugins, and which architectures they serve.`,
    description: message`A plugin knows the tensors of a family of architectures, in every layout.`,
    usageLine: shortUsage,
    footer: footer(["plugins"], "nothing"),
  },
);
