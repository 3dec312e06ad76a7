/**
 * `tensorferry plugins`.
 *
 * @module
 */
import { object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map, withDefault } from "@optique/core/modifiers";
import { command } from "@optique/core/primitives";
import { PLUGIN_GRANTS } from "../plugin_options.ts";
import { footer, forEveryVerb, shortUsage, type Verb } from "../verb.ts";
import { add } from "./add.ts";
import { info } from "./info.ts";
import { list, listRequest } from "./list.ts";
import { newPlugin } from "./new.ts";
import { remove } from "./remove.ts";

const verbs = or(list, info, add, remove, newPlugin, map(object(forEveryVerb), listRequest));

/** The same, or nothing at all. The usage stays that of the verbs, from which help finds that of each. */
const verbsOrNothing = {
  ...withDefault(verbs, listRequest({ json: false, debug: false })),
  usage: verbs.usage,
};

/** What there is to do with plugins. */
export const plugins: Verb = command("plugins", verbsOrNothing, {
  brief: message`List, install and write plugins, which know architectures.`,
  description:
    message`A plugin knows the tensors of a family of architectures, in every layout. Alone, lists those that there are.`,
  usageLine: shortUsage,
  footer: footer(
    ["plugins", "plugins add jsr:@you/tensorferry-mixtral", "plugins add --help"],
    `nothing; ${PLUGIN_GRANTS}`,
  ),
});
